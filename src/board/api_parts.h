#pragma once
// What the two files of routes share.
#include <memory>
#include <string>

#include "board/board_api.h"

namespace peakend::board {

inline Who who_of(const message::Request& r) {
  return {r.who.workspace, r.who.account, r.who.name, r.who.may(message::Right::write), r.who.may(message::Right::admin), r.who.scope.get()};
}
/// The id of a path: what cannot be one names nothing.
template <class I>
Result<I> id_in(const message::Request& r, const char* missing) {
  const auto id = I::parse(r.params.at("id"));
  if (!id || id->is_none()) return fail(ErrorKind::not_found, missing);
  return *id;
}
/// Adds one route whose function gives a Result<Response>.
template <class F>
void add_route(message::Router& router, message::Verb verb, const char* pattern, F f) {
  message::Route route;
  route.verb = verb;
  route.pattern = pattern;
  // Making needs "act"; who may change what is decided per thing.
  route.right = verb == message::Verb::get ? message::Right::read : message::Right::act;
  route.limited_ok = true;  // a question tells no number; threads keep to the scope
  route.handler = message::answering(std::move(f));
  router.add(std::move(route));
}
void add_thread_routes(message::Router&, std::shared_ptr<const Deps>);

}  // namespace peakend::board
