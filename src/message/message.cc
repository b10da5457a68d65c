#include "message/message.h"

#include <algorithm>
#include <charconv>
#include <future>

namespace peakend::message {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return low(x) == low(y);
  });
}

/// Calls visit(part) for each trimmed, non-empty part between separators; false stops.
template <class Visit>
void split(std::string_view s, char separator, Visit visit) {
  while (!s.empty()) {
    const auto cut = std::min(s.find(separator), s.size());
    if (const auto part = trim(s.substr(0, cut)); !part.empty() && !visit(part)) return;
    s.remove_prefix(std::min(cut + 1, s.size()));
  }
}

/// "q" of a header member such as "gzip;q=0.5" in thousandths; 1000 without one. Broken values count as 0.
int quality(std::string_view member) {
  int q = 1000;
  split(member, ';', [&](std::string_view part) {
    if (part.size() < 2 || (part[0] != 'q' && part[0] != 'Q') || part[1] != '=') return true;
    part.remove_prefix(2);
    q = 0;
    if (part.empty() || (part[0] != '0' && part[0] != '1')) return false;
    q = part[0] == '1' ? 1000 : 0;
    if (q == 0 && part.size() > 2 && part[1] == '.')
      for (std::size_t i = 2, unit = 100; i < part.size() && i < 5; ++i, unit /= 10) {
        if (part[i] < '0' || part[i] > '9') return q = 0, false;
        q += (part[i] - '0') * static_cast<int>(unit);
      }
    return false;
  });
  return q;
}

}  // namespace

std::string_view verb_name(Verb v) {
  switch (v) {
    case Verb::get: return "GET";
    case Verb::post: return "POST";
    case Verb::put: return "PUT";
    case Verb::patch: return "PATCH";
    case Verb::del: return "DELETE";
    case Verb::head: return "HEAD";
    case Verb::options: return "OPTIONS";
    case Verb::other: break;
  }
  return "";
}

std::string_view right_name(Right r) {
  switch (r) {
    case Right::none: return "none";
    case Right::ingest: return "ingest";
    case Right::read: return "read";
    case Right::write: return "write";
    case Right::admin: return "admin";
    case Right::personal: return "personal";
    case Right::act: return "act";
    case Right::self: return "self";
  }
  return "";
}

std::optional<std::string> percent_decode(std::string_view s, bool plus_is_space) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%') {
      if (i + 2 >= s.size()) return std::nullopt;
      const int hi = hex_digit(s[i + 1]), lo = hex_digit(s[i + 2]);
      if (hi < 0 || lo < 0) return std::nullopt;
      out += static_cast<char>(hi * 16 + lo);
      i += 2;
    } else {
      out += plus_is_space && s[i] == '+' ? ' ' : s[i];
    }
  }
  return out;
}

const std::vector<std::string>& Scope::of(std::string_view journey) const {
  static const std::vector<std::string> none;
  if (journey.empty()) return anywhere;
  const auto it = touchpoints.find(journey);
  return it == touchpoints.end() ? none : it->second;
}

bool Scope::has(std::string_view journey, std::string_view touchpoint) const {
  const auto& keys = of(journey);
  return std::binary_search(keys.begin(), keys.end(), touchpoint);
}

std::string_view Request::header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_name) return value;
  return {};
}

std::optional<std::string> Request::arg(std::string_view name) const {
  std::optional<std::string> found;
  split(query, '&', [&](std::string_view part) {
    const auto eq = std::min(part.find('='), part.size());
    if (percent_decode(part.substr(0, eq), true) != name) return true;
    found = percent_decode(part.substr(std::min(eq + 1, part.size())), true);
    return !found.has_value();
  });
  return found;
}

std::vector<std::string> Request::args(std::string_view name) const {
  std::vector<std::string> out;
  split(query, '&', [&](std::string_view part) {
    const auto eq = std::min(part.find('='), part.size());
    if (percent_decode(part.substr(0, eq), true) == name)
      if (auto v = percent_decode(part.substr(std::min(eq + 1, part.size())), true)) out.push_back(*std::move(v));
    return out.size() < 1000;
  });
  return out;
}

Result<std::int64_t> count_arg(const Request& r, std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max) {
  const auto text = r.arg(name);
  if (!text || text->empty()) return fallback;
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), n);
  if (ec != std::errc{} || end != text->data() + text->size() || n < min || n > max)
    return fail_field(std::string(name), "out_of_range", {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
  return n;
}

Response call_and_wait(const Route& route, Request request) {
  if (route.handler) return route.handler(request);
  auto answer = std::make_shared<std::promise<Response>>();
  auto ready = answer->get_future();
  route.async_handler(std::move(request), [answer](Response r) { answer->set_value(std::move(r)); });
  return ready.get();
}

Handler answering(std::function<Result<Response>(const Request&)> f) {
  return [f = std::move(f)](const Request& r) {
    auto out = f(r);
    if (!out) return problem(out.error(), r);
    out->set("Cache-Control", "no-store");
    return *std::move(out);
  };
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [header_name, value] : headers) {
    if (header_name != "cookie") continue;
    split(value, ';', [&](std::string_view part) {
      const auto eq = part.find('=');
      if (eq == std::string_view::npos || trim(part.substr(0, eq)) != name) return true;
      auto v = trim(part.substr(eq + 1));
      if (v.size() >= 2 && v.front() == '"' && v.back() == '"') v = v.substr(1, v.size() - 2);
      found = std::string(v);
      return false;
    });
    if (found) break;
  }
  return found;
}

bool Request::has_etag(std::string_view etag) const {
  bool found = false;
  const auto strong = [](std::string_view t) { return t.substr(0, 2) == "W/" ? t.substr(2) : t; };
  split(header("if-none-match"), ',', [&](std::string_view part) {
    found = part == "*" || strong(part) == strong(etag);
    return !found;
  });
  return found;
}

bool Request::takes_gzip() const {
  bool yes = false;
  split(header("accept-encoding"), ',', [&](std::string_view member) {
    const auto name = trim(member.substr(0, std::min(member.find(';'), member.size())));
    if (same_letters(name, "gzip") || name == "*") yes = quality(member) > 0;
    return !same_letters(name, "gzip");
  });
  return yes;
}

Lang parse_accept_language(std::string_view header) {
  Lang best = Lang::en;
  int best_q = 0;
  split(header, ',', [&](std::string_view member) {
    const auto tag = trim(member.substr(0, std::min(member.find(';'), member.size())));
    const auto main = tag.substr(0, std::min(tag.find('-'), tag.size()));
    const bool zh = same_letters(main, "zh"), en = same_letters(main, "en");
    if (const int q = quality(member); (zh || en) && q > best_q) best = zh ? Lang::zh : Lang::en, best_q = q;
    return true;
  });
  return best;
}

void choose_language(Request& req) {
  const auto pick = [&](const std::optional<std::string>& v) {
    if (!v || v->size() < 2) return false;
    if (same_letters(std::string_view(*v).substr(0, 2), "zh")) return req.lang = Lang::zh, true;
    if (same_letters(std::string_view(*v).substr(0, 2), "en")) return req.lang = Lang::en, true;
    return false;
  };
  if (!req.query.empty() && pick(req.arg("lang"))) return;
  if (pick(req.cookie("pk_lang"))) return;
  const auto accept = req.header("accept-language");
  req.lang = accept.empty() ? Lang::en : parse_accept_language(accept);
}

Response Response::json(std::string body, int status) {
  Response r;
  r.status = status;
  r.body = std::move(body);
  r.set("Content-Type", "application/json");
  return r;
}

Response Response::empty(int status) {
  Response r;
  r.status = status;
  return r;
}

const std::string* Response::header(std::string_view name) const {
  for (const auto& [n, v] : headers)
    if (same_letters(n, name)) return &v;
  return nullptr;
}

}  // namespace peakend::message
