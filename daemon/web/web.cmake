# The pages: sources and embedded assets, as SATSRAIL_WEB_SOURCES for the library that the includer makes.
# Whatever lies in assets/ is embedded and served; a new file needs no line here.

include(${PROJECT_SOURCE_DIR}/schema/embed.cmake)

set(SATSRAIL_WEB_DIR ${CMAKE_CURRENT_LIST_DIR})
set(SATSRAIL_WEB_SOURCES
  ${SATSRAIL_WEB_DIR}/assets.cpp
  ${SATSRAIL_WEB_DIR}/checkout_page.cpp
  ${SATSRAIL_WEB_DIR}/customer_form.cpp
  ${SATSRAIL_WEB_DIR}/display.cpp
  ${SATSRAIL_WEB_DIR}/html.cpp
  ${SATSRAIL_WEB_DIR}/page.cpp
  ${SATSRAIL_WEB_DIR}/url.cpp
)
file(GLOB_RECURSE SATSRAIL_WEB_ASSETS CONFIGURE_DEPENDS ${SATSRAIL_WEB_DIR}/assets/*)
satsrail_embed(SATSRAIL_WEB_SOURCES
  OUTPUT generated/web_assets.cpp
  NAMESPACE satsrail::web::embedded
  BASE ${SATSRAIL_WEB_DIR}/assets
  FILES ${SATSRAIL_WEB_ASSETS}
)
