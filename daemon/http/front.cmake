# The sources of the HTTP front, relative to this directory. server.cpp is the only file that sees cpp-httplib's server.
set(SATSRAIL_HTTP_FRONT_SOURCES
  connection.cpp
  exchange.cpp
  mailbox.cpp
  message.cpp
  recent_frames.cpp
  request_guard.cpp
  request_reader.cpp
  response_writer.cpp
  server.cpp
  stream_client.cpp
  stream_hub.cpp
  worker.cpp)
