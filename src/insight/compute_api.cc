// GET /v1/compute (the functions) and POST /v1/compute/{name}: the engine's mathematics for anyone with the right to read.
#include "engine/compute.h"
#include "insight/answer.h"

namespace peakend::insight {
namespace {

constexpr std::size_t kMaxInput = 4u << 20;

std::string functions() {
  JsonOut out;
  out.open('{').key("functions").open('[');
  for (const auto& f : engine::compute_list()) out.open('{').field("name", f.name).field("line", f.line).close('}');
  out.close(']').close('}');
  return out.take();
}

}  // namespace

void add_compute_routes(message::Router& router) {
  router.add(for_limited({message::Verb::get, "/v1/compute", message::Right::read, 0,
              [](const message::Request& r) { return reply(r, functions()); }}));
  auto compute = for_limited({message::Verb::post, "/v1/compute/{name}", message::Right::read, kMaxInput,
                              [](const message::Request& r) { return reply(r, engine::compute(r.params.find("name")->second, r.body)); }});
  compute.audit = false;  // computes with what was sent, changes nothing
  router.add(std::move(compute));
}

}  // namespace peakend::insight
