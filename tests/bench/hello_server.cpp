// cpp-httplib as its manual shows it, on its better settings: the yardstick for our own HTTP front.

#include <httplib.h>

#include <iostream>

int main() {
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000'000);  // its default closes a connection after 5 requests
  server.Get("/livez", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"status":"ok"})", "application/json; charset=utf-8");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::cout << "http://127.0.0.1:" << port << std::endl;
  return server.listen_after_bind() ? 0 : 1;
}
