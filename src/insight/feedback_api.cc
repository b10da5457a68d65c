// GET /v1/feedback and its export: the words behind the numbers, with search in Chinese and English; and what people do with
// them: labels and corrections.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include <boost/json.hpp>

#include "base/calendar.h"
#include "base/csv_text.h"
#include "engine/scale.h"
#include "facts/fields.h"
#include "insight/feedback_query.h"
#include "text/personal.h"

namespace peakend::insight {
namespace {

namespace json = boost::json;
using message::Request;
using message::Response;

constexpr std::size_t kMaxExport = 100'000;
constexpr std::size_t kMaxChannels = 50;
constexpr std::size_t kAtOnce = 1'000;  ///< lines of an export whose labels are asked for together

Result<std::string> list(const Sources& sources, const Request& request) {
  const Caller caller = caller_of(sources, request);
  PK_TRY(FeedbackAsk ask, read_feedback_ask(sources, caller, request));
  PK_TRY(const std::size_t limit, message::count_arg(request, "limit", 50, 1, 500));
  PK_TRY(ask.spec.offset, message::count_arg(request, "offset", 0, 0, 1'000'000));
  ask.spec.limit = limit + 1;  // one more tells whether there is more
  facts::FactBatch page;
  PK_CHECK(sources.facts->scan(ask.spec, [&](const facts::Fact& fact) {
    page.add(fact);
    return true;
  }));
  const bool more = page.facts.size() > limit;
  if (more) page.facts.pop_back();
  std::vector<feedback::Ref> refs;
  for (const auto& f : page.facts) refs.push_back(feedback::Ref::of(f));
  PK_TRY(const Notes notes, notes_of(sources, caller.workspace, refs));
  JsonOut out;
  out.open('{').key("items").open('[');
  for (const auto& f : page.facts) write_said(out, sources, notes, f, ask.hide);
  out.close(']').field("more", more);
  if (request.arg("count") == "1") {
    PK_TRY(const std::int64_t total, sources.facts->count(ask.spec));
    out.field("total", total);
  }
  out.close('}');
  return out.take();
}

/// ErrorKind::not_found unless the caller may see all of these.
Result<void> may_touch(const Sources& sources, const Request& request, const std::vector<feedback::Ref>& refs) {
  if (!request.who.scope) return {};
  facts::ScanSpec spec;
  spec.workspace = request.who.workspace;
  spec.with_text = true;
  spec.which = facts::ScanSpec::Items::only;
  for (const auto& r : refs) spec.items.push_back({r.seq, r.message_id});
  std::set<feedback::Ref> seen;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& f) {
    if (request.who.scope->has(f.journey, f.touchpoint)) seen.insert(feedback::Ref::of(f));
    return true;
  }));
  for (const auto& r : refs)
    if (!seen.contains(r)) return fail(ErrorKind::not_found, "no_such_feedback");
  return {};
}

Result<std::string> one(const Sources& sources, const Request& request) {
  const Caller caller = caller_of(sources, request);
  const auto ref = feedback::Ref::parse(request.params.find("id")->second);
  if (!ref) return fail(ErrorKind::not_found, "no_such_feedback");
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.with_text = true;
  spec.which = facts::ScanSpec::Items::only;
  spec.items = {{ref->seq, ref->message_id}};
  PK_TRY(const Notes notes, notes_of(sources, caller.workspace, {*ref}));
  JsonOut out;
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& f) {
    if (f.kind != ref->kind || (request.who.scope && !request.who.scope->has(f.journey, f.touchpoint))) return true;
    write_said(out, sources, notes, f, request.arg("hide") == "1");
    return false;
  }));
  if (out.size() == 0) return fail(ErrorKind::not_found, "no_such_feedback");
  return out.take();
}

// Export: what people read, not what machines re-import (that is /v1/export).

void append_line(std::string& out, const Sources& sources, const Notes& notes, const calendar::Zone& zone, const facts::Fact& f, bool hide) {
  const auto text = [&](std::string_view s, bool first = false) {
    if (!first) out += ',';
    append_csv_text(out, s);
  };
  const feedback::Ref ref = feedback::Ref::of(f);
  text(calendar::rfc3339(from_ms(f.at), zone), true);
  text(hide ? std::string_view(text::hide_personal(f.text)) : f.text);
  text(f.lang);
  text(f.metric);
  out += ',';
  if (f.score) out += facts::score_text(*f.score);
  out += ',';
  if (f.valence) out += facts::score_text(engine::valence_real(*f.valence));
  text(f.journey), text(f.touchpoint), text(f.channel);
  text(hide ? std::string_view{} : f.user_id), text(hide ? std::string_view{} : f.episode_key);
  std::string labels;
  if (const auto it = notes.labels.find(ref); it != notes.labels.end())
    for (const auto& l : it->second) labels += (labels.empty() ? "" : "; ") + l;
  text(labels);
  const auto place = sources.feedback == nullptr ? std::nullopt : sources.feedback->place_of(f.workspace, ref);
  text(place ? std::string_view(place->from_touchpoint) : std::string_view{});
  text(ref.text());
  out += '\n';
}

Result<void> append_lines(std::string& out, const Sources& sources, const Caller& caller, const facts::FactBatch& batch, bool hide) {
  std::vector<feedback::Ref> refs;
  for (const auto& f : batch.facts) refs.push_back(feedback::Ref::of(f));
  PK_TRY(const Notes notes, notes_of(sources, caller.workspace, refs));
  for (const auto& f : batch.facts) append_line(out, sources, notes, caller.when.zone, f, hide);
  return {};
}

Result<Response> export_csv(const Sources& sources, const Request& request) {
  static std::atomic<std::uint64_t> counter{0};
  const Caller caller = caller_of(sources, request);
  PK_TRY(FeedbackAsk ask, read_feedback_ask(sources, caller, request));
  PK_TRY(ask.spec.limit, message::count_arg(request, "limit", kMaxExport, 1, kMaxExport));
  Response response;
  response.file = (std::filesystem::path(sources.temp_dir) / ("feedback-" + request.request_id + "-" + std::to_string(++counter) + ".csv")).string();
  response.remove_file = true;
  std::ofstream file(response.file, std::ios::binary);
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  file << "\xEF\xBB\xBF" "at,text,lang,metric,score,valence,journey,touchpoint,channel,customer,episode,labels,moved_from,id\n";
  facts::FactBatch batch;
  Result<void> written;
  const auto flush = [&] {
    std::string lines;
    written = append_lines(lines, sources, caller, batch, ask.hide);
    file << lines;
    batch = {};
    return written.has_value() && file.good();
  };
  const auto done = sources.facts->scan(ask.spec, [&](const facts::Fact& f) {
    batch.add(f);
    return batch.facts.size() < kAtOnce || flush();
  });
  flush();
  file.close();
  if (!done || !written || !file) {
    std::error_code ignored;
    std::filesystem::remove(response.file, ignored);
    if (!done) return tl::unexpected(done.error());
    if (!written) return tl::unexpected(written.error());
    return fail(ErrorKind::unavailable, "cannot_write_file", std::strerror(errno));
  }
  response.set("Content-Type", "text/csv; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"feedback.csv\"");
  return response;
}

// Marks.

Result<json::object> body_of(const Request& request, std::initializer_list<std::string_view> fields) {
  json::error_code error;
  auto v = json::parse(request.body, error);
  if (error) return fail(ErrorKind::malformed, "bad_json", error.message());
  if (!v.is_object()) return fail_field("", "expected_object");
  for (const auto& m : v.get_object())
    if (std::ranges::find(fields, std::string_view(m.key())) == fields.end()) return fail_field(std::string(m.key()), "unknown_field");
  return std::move(v.get_object());
}

Result<std::vector<std::string>> texts_of(const json::object& o, std::string_view name, std::size_t most) {
  std::vector<std::string> out;
  const auto* v = o.if_contains(name);
  if (v == nullptr) return out;
  if (!v->is_array()) return fail_field(std::string(name), "expected_array");
  if (v->get_array().size() > most) return fail_field(std::string(name), "too_many_values", {{"value", std::to_string(most)}});
  for (const auto& item : v->get_array()) {
    if (!item.is_string()) return fail_field(std::string(name) + "[" + std::to_string(out.size()) + "]", "expected_string");
    out.emplace_back(item.get_string());
  }
  return out;
}
Result<std::string> text_of(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  if (v == nullptr || v->is_null()) return std::string{};
  if (!v->is_string()) return fail_field(std::string(name), "expected_string");
  return std::string(v->get_string());
}
Result<std::vector<feedback::Ref>> refs_of(const json::object& o) {
  PK_TRY(const auto ids, texts_of(o, "ids", feedback::kMaxAtOnce));
  if (ids.empty()) return fail_field("ids", "required");
  std::vector<feedback::Ref> out;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto ref = feedback::Ref::parse(ids[i]);
    if (!ref) return fail_field("ids[" + std::to_string(i) + "]", "bad_id");
    out.push_back(*ref);
  }
  return out;
}

Result<std::string> mark(const Sources& sources, const Request& request) {
  PK_TRY(const auto body, body_of(request, {"ids", "add", "remove"}));
  PK_TRY(const auto refs, refs_of(body));
  PK_TRY(const auto add, texts_of(body, "add", 20));
  PK_TRY(const auto remove, texts_of(body, "remove", 20));
  if (add.empty() && remove.empty()) return fail_field("add", "required");
  PK_CHECK(may_touch(sources, request, refs));
  PK_CHECK(sources.feedback->label(request.who.workspace, refs, add, remove, request.who.name));
  PK_TRY(const Notes notes, notes_of(sources, request.who.workspace, refs));
  JsonOut out;
  out.open('{').key("items").open('[');
  for (const auto& ref : refs) {
    out.open('{').field("id", ref.text()).key("labels").open('[');
    if (const auto it = notes.labels.find(ref); it != notes.labels.end())
      for (const auto& l : it->second) out.text(l);
    out.close(']').close('}');
  }
  out.close(']').close('}');
  return out.take();
}

/// What changed because of it, for the customer to read.
Result<std::string> change(const Sources& sources, const Request& request) {
  const auto ref = feedback::Ref::parse(request.params.find("id")->second);
  if (!ref) return fail(ErrorKind::not_found, "no_such_feedback");
  PK_TRY(const auto body, body_of(request, {"text"}));
  PK_TRY(const auto text, text_of(body, "text"));
  PK_CHECK(may_touch(sources, request, {*ref}));
  PK_CHECK(sources.feedback->note_change(request.who.workspace, *ref, text, request.who.name));
  PK_TRY(const auto changes, sources.feedback->changes_of(request.who.workspace, std::span(&*ref, 1)));
  const auto it = changes.find(*ref);
  JsonOut out;
  out.open('{').field("id", ref->text()).field("change", it == changes.end() ? std::string_view{} : it->second.text).close('}');
  return out.take();
}

Result<std::string> assign(const Sources& sources, const Request& request) {
  PK_TRY(const auto body, body_of(request, {"ids", "journey", "touchpoint"}));
  PK_TRY(const auto refs, refs_of(body));
  PK_TRY(const auto journey, text_of(body, "journey"));
  PK_TRY(const auto touchpoint, text_of(body, "touchpoint"));
  PK_CHECK(may_touch(sources, request, refs));
  PK_TRY(const std::int64_t moved, sources.feedback->assign(request.who.workspace, refs, journey, touchpoint, request.who.name));
  JsonOut out;
  out.open('{').field("moved", moved).close('}');
  return out.take();
}

Result<std::string> labels(const Sources& sources, const Request& request) {
  PK_TRY(const auto all, sources.feedback->labels(request.who.workspace));
  JsonOut out;
  out.open('{').key("labels").open('[');
  for (const auto& l : all) out.open('{').field("label", l.label).field("n", l.n).close('}');
  // Channels of what was said, so that a filter can offer them.
  facts::AggregateSpec spec;
  spec.workspace = request.who.workspace;
  spec.by = {{facts::Field::channel, {}}};
  spec.where = {{{facts::Field::kind, {}}, {"rating", "feedback"}}};
  PK_TRY(auto channels, sources.facts->aggregate(spec));
  std::ranges::stable_sort(channels.rows, [](const auto& a, const auto& b) { return a.partial.facts > b.partial.facts; });
  if (channels.rows.size() > kMaxChannels) channels.rows.resize(kMaxChannels);
  out.close(']').key("channels").open('[');
  for (const auto& row : channels.rows)
    if (!row.key[0].empty()) out.open('{').field("channel", row.key[0]).field("n", row.partial.facts).close('}');
  out.close(']').field("assigned", static_cast<std::int64_t>(sources.feedback->placed(request.who.workspace).size())).close('}');
  return out.take();
}

}  // namespace

void add_feedback_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  using message::Right;
  using message::Verb;
  // Each keeps to the caller's touchpoints: lists by their filter, single ones and changes by what they are about.
  const auto add = [&](Verb verb, std::string pattern, Right right, Result<std::string> (*answer)(const Sources&, const Request&)) {
    message::Route route{verb, std::move(pattern), right, verb == Verb::get ? std::size_t{0} : std::size_t{256} * 1024,
                         [sources, answer](const Request& r) { return reply(r, answer(*sources, r)); }};
    route.limited_ok = true;
    router.add(std::move(route));
  };
  add(Verb::get, "/v1/feedback", Right::personal, list);
  add(Verb::get, "/v1/feedback/{id}", Right::personal, one);
  message::Route file{Verb::get, "/v1/feedback/export", Right::personal, 0, message::answering([sources](const Request& r) { return export_csv(*sources, r); })};
  file.limited_ok = true;
  router.add(std::move(file));
  if (sources->feedback == nullptr) return;
  add(Verb::get, "/v1/feedback/labels", Right::personal, labels);
  add(Verb::post, "/v1/feedback/labels", Right::act, mark);
  add(Verb::post, "/v1/feedback/assignments", Right::act, assign);
  add(Verb::put, "/v1/feedback/{id}/change", Right::act, change);
}

}  // namespace peakend::insight
