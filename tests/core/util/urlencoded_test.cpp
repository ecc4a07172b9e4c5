#include "core/util/urlencoded.h"

#include <catch2/catch.hpp>

using namespace satsrail;

TEST_CASE("urlencoded: names and values in their order, as a browser writes them") {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(parse_urlencoded("").empty());
  CHECK(parse_urlencoded("a=1&b=x+y%21&a=2") == Pairs{{"a", "1"}, {"b", "x y!"}, {"a", "2"}});
  CHECK(parse_urlencoded("customer_name=Zo%C3%AB&note=a%0D%0Ab") ==
        Pairs{{"customer_name", "Zoë"}, {"note", "a\r\nb"}});
  CHECK(parse_urlencoded("&&a&b=&=c&d==e&f=%zz%4") ==
        Pairs{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "=e"}, {"f", "%zz%4"}});
}
