// The words of every closed code. One line a code; {name} is filled from the error's params.
#include <algorithm>
#include <iterator>
#include <vector>

#include "message/message.h"

namespace peakend::message {
namespace {

struct Words {
  std::string_view code, en, zh;
};
constexpr Words lines[] = {
#include "message/messages.inc"
};

/// Sorted here, so that lines of several authors merge without a quarrel; of equal codes the first line counts.
std::vector<Words> sorted() {
  std::vector<Words> all(std::begin(lines), std::end(lines));
  std::stable_sort(all.begin(), all.end(), [](const Words& a, const Words& b) { return a.code < b.code; });
  return all;
}

const Words* find(std::string_view code) {
  static const auto table = sorted();
  const auto it = std::lower_bound(table.begin(), table.end(), code, [](const Words& w, std::string_view c) { return w.code < c; });
  return it != table.end() && it->code == code ? &*it : nullptr;
}

}  // namespace

bool has_message(std::string_view code) { return find(code) != nullptr; }

std::string message_text(std::string_view code, Lang lang,
                         const std::vector<std::pair<std::string, std::string>>& params) {
  const auto* words = find(code);
  if (words == nullptr) {
    std::string plain(code);
    std::replace(plain.begin(), plain.end(), '_', ' ');
    return plain;
  }
  const auto text = lang == Lang::zh ? words->zh : words->en;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto close = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += text[i];
      continue;
    }
    const auto name = text.substr(i + 1, close - i - 1);
    for (const auto& [k, v] : params)
      if (k == name) {
        out += v;
        break;
      }
    i = close;
  }
  return out;
}

}  // namespace peakend::message
