// Prints docs/api.md: satsrail-api-reference > docs/api.md

#include "daemon/api/reference.h"

#include <iostream>

int main() {
  std::cout << satsrail::api::reference_markdown();
}
