#include "engine/partial.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace peakend::engine {
namespace {

__extension__ using uint128 = unsigned __int128;

// Sums wrap instead of overflowing: damaged input must never be undefined behaviour, and x + y - y = x holds.
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
int128 plus(int128 a, int128 b) { return static_cast<int128>(static_cast<uint128>(a) + static_cast<uint128>(b)); }
std::int64_t negated(std::int64_t a) { return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(a)); }
int128 negated(int128 a) { return static_cast<int128>(0 - static_cast<uint128>(a)); }

struct Add {
  template <class T>
  void operator()(T& a, T b) const { a = plus(a, b); }
};
struct Subtract {
  template <class T>
  void operator()(T& a, T b) const { a = plus(a, negated(b)); }
};

// One list of the fields for +, -, encode and decode, so that none can forget one.
template <class A, class B, class F>
void each_rated_sum(A& a, B& b, F f) {
  f(a.n, b.n), f(a.sum_v, b.sum_v), f(a.sum_vv, b.sum_vv), f(a.good, b.good), f(a.bad, b.bad);
  f(a.breach, b.breach), f(a.sum_score, b.sum_score), f(a.sum_score2, b.sum_score2);
}
template <class A, class B, class F>
void each_ratio_sum(A& a, B& b, F f) {
  f(a.ratio_n, b.ratio_n), f(a.ratio_s, b.ratio_s), f(a.ratio_ss, b.ratio_ss);
  for (int i = 0; i < 4; ++i) f(a.classes[i], b.classes[i]);
}
template <class A, class B, class F>
void each_promise_sum(A& a, B& b, F f) {
  f(a.kept, b.kept), f(a.broken, b.broken);
}

template <class F>
void combine(Partial& a, const Partial& b, F f) {
  f(a.facts, b.facts);
  each_rated_sum(a, b, f);
  each_ratio_sum(a, b, f);
  each_promise_sum(a, b, f);
  for (const auto& [bin, count] : b.hist)
    if (auto it = a.hist.try_emplace(bin).first; f(it->second, count), it->second == 0) a.hist.erase(it);
  f(a.clusters.g, b.clusters.g);
  f(a.clusters.saa, b.clusters.saa), f(a.clusters.sab, b.clusters.sab), f(a.clusters.sbb, b.clusters.sbb);
}

class Writer {
 public:
  void put(uint128 v) {
    for (; v >= 128; v >>= 7) out.push_back(static_cast<char>(static_cast<unsigned>(v) | 0x80u));
    out.push_back(static_cast<char>(v));
  }
  void put_signed(int128 v) { put((static_cast<uint128>(v) << 1) ^ static_cast<uint128>(v >> 127)); }
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view s) : s_(s) {}
  bool ok() const { return ok_; }
  std::string_view rest() const { return s_.substr(at_); }
  std::uint64_t get64() {
    if (ok_ && at_ < s_.size() && static_cast<unsigned char>(s_[at_]) < 0x80) return static_cast<unsigned char>(s_[at_++]);
    return get<std::uint64_t>();
  }
  template <class T>
  void get_signed(T& to) {
    if constexpr (std::is_same_v<T, int128>) {
      uint128 z = get<uint128>();
      to = static_cast<int128>(z >> 1) ^ -static_cast<int128>(z & 1);
    } else {
      std::uint64_t z = get64();
      if (z >> 62) ok_ = false;  // |sum| < 2^61, far beyond any data: differences of sums cannot overflow
      to = static_cast<T>(static_cast<std::int64_t>(z >> 1) ^ -static_cast<std::int64_t>(z & 1));
    }
  }

 private:
  template <class U>
  U get() {
    constexpr int bits = sizeof(U) * 8;
    U v = 0;
    for (int shift = 0; ok_; shift += 7) {
      if (at_ == s_.size() || shift >= bits) break;
      auto byte = static_cast<unsigned char>(s_[at_++]);
      if (shift + 7 > bits && (byte & 0x7Fu) >> (bits - shift)) break;
      v |= static_cast<U>(byte & 0x7Fu) << shift;
      if (byte < 0x80) {
        if (byte == 0 && shift > 0) break;  // overlong: there is one encoding of every number
        return v;
      }
    }
    ok_ = false;
    return 0;
  }
  std::string_view s_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

constexpr unsigned char kVersion = 2;  // 1 wrote the groups one by one
enum Section : unsigned { kHasRated = 1, kHasRatio = 2, kHasPromise = 4, kHasHist = 8, kHasGroups = 16 };

bool same_ratio(const Partial& a, const Partial& b) {
  return a.ratio_n == b.ratio_n && a.ratio_s == b.ratio_s && a.ratio_ss == b.ratio_ss && std::ranges::equal(a.classes, b.classes);
}
// Entries that say something: an all-zero one means the same as none and is not written.
bool says(std::int64_t rows) { return rows != 0; }
template <class Map>
std::size_t rows_in(const Map& map) {
  return static_cast<std::size_t>(std::ranges::count_if(map, [](const auto& e) { return says(e.second); }));
}
unsigned sections_of(const Partial& p) {
  static const Partial none;
  bool rated = p.n || p.sum_v || p.sum_vv || p.good || p.bad || p.breach || p.sum_score || p.sum_score2 ||
               p.min_v != none.min_v || p.max_v != none.max_v;
  return (rated ? kHasRated : 0u) | (same_ratio(p, none) ? 0u : kHasRatio) | (p.kept || p.broken ? kHasPromise : 0u) |
         (rows_in(p.hist) ? kHasHist : 0u) | (p.groups.empty() ? 0u : kHasGroups);
}

bool read_hist(Reader& in, Partial& out) {
  auto count = in.get64();
  if (count == 0 || count > 201) return false;
  out.hist.reserve(count);
  int last = -101;
  while (count-- > 0) {
    auto step = in.get64();
    if (!in.ok() || step == 0 || step > 201 || last + static_cast<int>(step) > 100) return false;
    last += static_cast<int>(step);
    std::int64_t& rows = out.hist.push_back(static_cast<std::int16_t>(last));
    in.get_signed(rows);
    if (rows == 0) return false;
  }
  return in.ok();
}

}  // namespace

Partial& Partial::operator+=(const Partial& o) {
  if (&o == this) return *this += Partial(o);
  combine(*this, o, Add{});
  groups += o.groups;
  min_v = std::min(min_v, o.min_v);
  max_v = std::max(max_v, o.max_v);
  return *this;
}

Partial& Partial::operator-=(const Partial& o) {
  if (&o == this) return *this = Partial{};
  combine(*this, o, Subtract{});
  groups -= o.groups;
  if (n == 0) min_v = INT32_MAX, max_v = INT32_MIN;
  return *this;
}

std::int16_t hist_bin(std::int32_t v) {
  v = std::clamp(v, -kValenceOne, kValenceOne);
  return static_cast<std::int16_t>(v >= 0 ? (v + 50) / 100 : -((-v + 50) / 100));
}

std::int64_t score_fixed(double score) {
  if (std::isnan(score)) return 0;
  return std::llround(std::clamp(score, -1e6, 1e6) * static_cast<double>(kScoreOne));
}

int triangle_class(std::int32_t s) {
  constexpr std::int32_t t1 = 95'310, t2 = 405'465;
  return s > t1 ? 3 : s >= -t1 ? 2 : s >= -t2 ? 1 : 0;
}

void add(Partial& p, const FactValues& f) {
  ++p.facts;
  if (!f.valence && !f.log_ratio && !f.kept && !f.broken) return;
  GroupSums& g = p.groups[f.group % kGroups];
  if (f.valence) {
    std::int64_t v = *f.valence, score = f.score ? score_fixed(*f.score) : 0;
    ++p.n, ++g.n;
    p.sum_v += v, g.v += v;
    p.sum_vv += static_cast<int128>(v) * v;
    p.min_v = std::min(p.min_v, *f.valence), p.max_v = std::max(p.max_v, *f.valence);
    p.good += f.cls > 0, g.good += f.cls > 0;
    p.bad += f.cls < 0, g.bad += f.cls < 0;
    p.breach += f.breach, g.breach += f.breach;
    p.sum_score += score, g.score += score;
    p.sum_score2 += static_cast<int128>(score) * score;
    ++p.hist[hist_bin(*f.valence)];
  }
  if (f.log_ratio) {
    std::int64_t s = *f.log_ratio;
    ++p.ratio_n, ++g.ratio_n;
    p.ratio_s += s, g.ratio_s += s;
    p.ratio_ss += static_cast<int128>(s) * s;
    ++p.classes[triangle_class(*f.log_ratio)];
  }
  p.kept += f.kept, g.kept += f.kept;
  p.broken += f.broken, g.broken += f.broken;
}

std::optional<std::int64_t> measure(Measure m, const FactValues& f) {
  switch (m) {
    case Measure::none: return std::nullopt;
    case Measure::log_ratio: return f.log_ratio ? std::optional<std::int64_t>(*f.log_ratio) : std::nullopt;
    case Measure::kept: return f.kept || f.broken ? std::optional<std::int64_t>(f.kept) : std::nullopt;
    default: break;
  }
  if (!f.valence) return std::nullopt;
  switch (m) {
    case Measure::valence: return *f.valence;
    case Measure::net: return (f.cls > 0) - (f.cls < 0);
    case Measure::good: return f.cls > 0;
    case Measure::bad: return f.cls < 0;
    case Measure::breach: return f.breach;
    case Measure::score: return f.score ? score_fixed(*f.score) : 0;
    default: return std::nullopt;
  }
}

void add_customer(ClusterSums& c, std::int64_t sum, std::int64_t count) {
  int128 a = sum, b = count;
  ++c.g;
  c.saa += a * a, c.sab += a * b, c.sbb += b * b;
}

std::string encode(const Partial& p) {
  Writer w;
  auto put = [&](auto a, auto) { w.put_signed(a); };
  unsigned sections = sections_of(p);
  w.out.push_back(static_cast<char>(kVersion));
  w.put(sections);
  w.put_signed(p.facts);
  if (sections & kHasRated) {
    each_rated_sum(p, p, put);
    w.put_signed(p.min_v), w.put_signed(p.max_v);
  }
  if (sections & kHasRatio) each_ratio_sum(p, p, put);
  if (sections & kHasPromise) each_promise_sum(p, p, put);
  if (sections & kHasHist) {
    w.put(rows_in(p.hist));
    int last = -101;
    for (const auto& [bin, rows] : p.hist) {
      if (!says(rows)) continue;
      w.put(static_cast<unsigned>(bin - last));
      w.put_signed(rows);
      last = bin;
    }
  }
  if (sections & kHasGroups) w.out += p.groups.packed();
  return std::move(w.out);
}

bool decode(std::string_view bytes, Partial& out) {
  out = Partial{};
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) != kVersion) return false;
  Reader in(bytes.substr(1));
  Partial p;
  auto get = [&](auto& a, auto&) { in.get_signed(a); };
  const std::uint64_t which = in.get64();
  if (!in.ok() || which >> 5) return false;
  const auto sections = static_cast<unsigned>(which);
  in.get_signed(p.facts);
  if (sections & kHasRated) {
    each_rated_sum(p, p, get);
    std::int64_t lo = 0, hi = 0;
    in.get_signed(lo), in.get_signed(hi);
    if (lo < INT32_MIN || lo > INT32_MAX || hi < INT32_MIN || hi > INT32_MAX) return false;
    p.min_v = static_cast<std::int32_t>(lo), p.max_v = static_cast<std::int32_t>(hi);
  }
  if (sections & kHasRatio) each_ratio_sum(p, p, get);
  if (sections & kHasPromise) each_promise_sum(p, p, get);
  if (sections & kHasHist && !read_hist(in, p)) return false;
  std::string_view groups = in.rest();  // the last section
  if (!in.ok() || groups.empty() != !(sections & kHasGroups) || !p.groups.unpack(groups)) return false;
  // A section that says nothing must not be written: there is one encoding of every partial.
  if (sections_of(p) != sections) return false;
  out = std::move(p);
  return true;
}

}  // namespace peakend::engine
