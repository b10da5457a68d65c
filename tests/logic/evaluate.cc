// One {"logic", "data"} per line of standard input; per line the result as JSON, or "broken". What run.mjs compares the
// respondents' page with. A line that is no JSON: "no json".
#include <iostream>
#include <string>

#include "survey/logic.h"

int main() {
  using namespace peakend::survey;
  std::ios::sync_with_stdio(false);
  const Value none;
  for (std::string line; std::getline(std::cin, line);) {
    const auto v = parse_value(line);
    if (!v) {
      std::cout << "no json\n";
      continue;
    }
    const auto part = [&](const char* key) -> const Value& { return v->find(key) != nullptr ? *v->find(key) : none; };
    const auto got = evaluate(part("logic"), part("data"));
    std::cout << (got.broken ? std::string("broken") : to_json(got.value)) << '\n';
  }
  return 0;
}
