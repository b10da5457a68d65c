#pragma once
// What the files of routes share.
#include <memory>
#include <optional>
#include <string>

#include "collect/collect_api.h"

namespace peakend::collect {

/// Reads the members of a body one by one, notes every broken rule with its path, refuses what nobody asked for.
class Body {
 public:
  /// malformed "bad_json"; invalid "expected_object".
  static Result<Body> parse(std::string_view text);
  std::string text(std::string_view name, std::size_t max);  ///< "" when absent
  bool flag(std::string_view name, bool fallback);
  std::optional<Instant> time(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max);
  survey::Value object(std::string_view name);  ///< null when absent
  void bad(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> params = {});
  Result<void> done();

 private:
  const survey::Value* take(std::string_view name);
  survey::Value v_;
  std::vector<std::string> taken_;
  std::vector<FieldError> faults_;
};
survey::Value value_of(const Number&);
survey::Value value_of(const std::vector<FieldError>&, message::Lang);
survey::Value words_value(const survey::Text&);
void add_respond_routes(message::Router&, std::shared_ptr<const Deps>);
void add_result_routes(message::Router&, std::shared_ptr<const Deps>);

template <class F>
void add_route(message::Router& router, message::Verb verb, const char* pattern, message::Right right, F f, bool audit = true) {
  message::Route route;
  route.verb = verb;
  route.pattern = pattern;
  route.right = right;
  route.audit = audit;
  route.handler = message::answering(std::move(f));
  router.add(std::move(route));
}

}  // namespace peakend::collect
