// The routes and the contract, api/openapi.yaml, say the same: every route is described with the right it asks for,
// and nothing is described that is not there.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "app/service.h"

namespace peakend::app {
namespace {

/// "GET /v1/keys" -> "admin". Reads the block style of the file: paths at two blanks, verbs at four.
std::map<std::string, std::string> described() {
  std::ifstream file(PEAKEND_SOURCE_DIR "/api/openapi.yaml");
  std::map<std::string, std::string> out;
  std::string line, path, operation;
  bool inside = false;
  while (std::getline(file, line)) {
    if (!line.empty() && line[0] != ' ') inside = line == "paths:";
    if (!inside) continue;
    if (line.rfind("  /", 0) == 0 && line.back() == ':') path = line.substr(2, line.size() - 3);
    for (const auto& [word, verb] : {std::pair{"get", "GET"}, {"post", "POST"}, {"put", "PUT"}, {"patch", "PATCH"}, {"delete", "DELETE"}}) {
      if (line == "    " + std::string(word) + ":") operation = std::string(verb) + " " + path;
    }
    if (line.rfind("      x-right: ", 0) == 0) out[operation] = line.substr(15);
  }
  return out;
}

TEST(Contract, RoutesAndOpenApiSayTheSame) {
  const auto dir = std::filesystem::temp_directory_path() / ("peakend-contract-" + std::to_string(::getpid()));
  const SystemClock clock;
  Config config;
  config.data = dir.string();
  config.port = 0;
  {
    auto service = start_service(config, clock);
    ASSERT_TRUE(service) << service.error().code << " " << service.error().log;
    auto rest = described();
    ASSERT_GT(rest.size(), 40u);
    for (const auto& route : (*service)->router().routes()) {
      const std::string name = std::string(message::verb_name(route.verb)) + " " + route.pattern;
      if (route.pattern.find("...}") != std::string::npos || route.pattern == "/") continue;  // files of the console
      const auto found = rest.find(name);
      if (found == rest.end()) {
        ADD_FAILURE() << name << " is not in api/openapi.yaml";
        continue;
      }
      const std::string right = route.right == message::Right::none ? "none" : std::string(message::right_name(route.right));
      EXPECT_EQ(found->second, right) << name;
      rest.erase(found);
    }
    for (const auto& [name, right] : rest) ADD_FAILURE() << name << " is in api/openapi.yaml, but there is no such route";
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace peakend::app
