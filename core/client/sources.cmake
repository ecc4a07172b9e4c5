# What the command line uses to speak to a sandbox: library satsrail_client.
set(SATSRAIL_CLIENT_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/api_client.cpp
  ${CMAKE_CURRENT_LIST_DIR}/event_stream_client.cpp
  ${CMAKE_CURRENT_LIST_DIR}/transport.cpp
  ${CMAKE_CURRENT_LIST_DIR}/url.cpp
)
