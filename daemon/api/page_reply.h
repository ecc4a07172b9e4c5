#pragma once

#include "daemon/api/call.h"
#include "daemon/web/page.h"

namespace satsrail::api {

inline Reply page_reply(const web::Page& page) {
  Reply reply;
  reply.status = page.status;
  reply.body = page.html;
  reply.content_type = "text/html; charset=utf-8";
  reply.headers = web::response_headers(page);
  return reply;
}

}  // namespace satsrail::api
