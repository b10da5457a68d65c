// The mapping file, and what a valid one makes of a small file: every item must be JSON that intake can read.
#include <cstdint>
#include <cstdlib>

#include <boost/json.hpp>

#include "ingest/importers/run.h"

namespace {
class CheckSink final : public peakend::importers::ItemSink {
 public:
  peakend::Result<void> add(std::string_view json, const peakend::importers::Origin& origin) override {
    boost::json::error_code ec;
    const auto v = boost::json::parse({json.data(), json.size()}, ec);
    if (ec || !v.is_object()) std::abort();
    if (report_) report_(origin, {});
    return {};
  }
  peakend::Result<void> flush() override { return {}; }
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::importers;
  const auto map = parse_mapping({reinterpret_cast<const char*>(data), size});
  if (!map) return 0;
  (void)journey_of(*map);
  static const std::string text =
      "a,b,c,t,s,n\n1,x,\"q \"\"z\"\"\",2026-03-14 09:00:00,Order,5\n2,,\x01,14/03/2026,First,0\n3,y,,1773450000,,-1e3\n1,x,y,2026年3月14日,Order,abc\n";
  std::vector<Input> inputs;
  for (const auto& file : map->files) {
    const std::string name = file.match.empty() ? "f.csv" : file.match[0];
    inputs.push_back({name, memory_blob(text)});
  }
  CheckSink sink;
  Summary summary;
  (void)run_import(*map, inputs, {}, sink, {}, summary);
  return 0;
}
