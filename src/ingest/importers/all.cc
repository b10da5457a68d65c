// Every format that peakend can import: one line each.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "ingest/importers/csv.h"
#include "ingest/importers/jsonl.h"
#include "ingest/importers/xes.h"

namespace peakend::importers {
namespace {

constexpr std::array kFormats = {
    Format{"csv", "separated values (comma, semicolon, bar)", &sniff_csv, &open_csv},
    Format{"tsv", "tab-separated values", &sniff_tsv, &open_tsv},
    Format{"jsonl", "JSON lines", &sniff_jsonl, &open_jsonl},
    Format{"xes", "XES event log", &sniff_xes, &open_xes},
};

/// Text whose beginning was looked at.
class Peeked final : public TextSource {
 public:
  explicit Peeked(std::unique_ptr<TextSource> in) : in_(std::move(in)) {}
  Result<std::string_view> peek(std::size_t size) {
    while (head_.size() < size) {
      const std::size_t old = head_.size();
      head_.resize(size);
      auto n = in_->read(std::span(head_).subspan(old));
      head_.resize(old + n.value_or(0));
      PK_CHECK(n);
      if (*n == 0) break;
    }
    return std::string_view(head_);
  }
  Result<std::size_t> read(std::span<char> out) override {
    if (at_ == head_.size()) return in_->read(out);
    const std::size_t n = std::min(out.size(), head_.size() - at_);
    std::copy_n(head_.data() + at_, n, out.data());
    at_ += n;
    return n;
  }
  std::uint64_t consumed() const override { return in_->consumed(); }
  Encoding encoding() const override { return in_->encoding(); }
  std::int64_t replaced() const override { return in_->replaced(); }

 private:
  std::unique_ptr<TextSource> in_;
  std::string head_;
  std::size_t at_ = 0;
};

std::string base_name(std::string_view file) {
  std::string name = utf8::lower(file.substr(file.rfind('/') + 1));
  for (const std::string_view packed : {".gz", ".zst", ".zip"}) {
    if (name.ends_with(packed)) name.resize(name.size() - packed.size());
  }
  return name;
}

struct Opened {
  std::unique_ptr<Peeked> text;
  const Format* format = nullptr;
  std::string_view head;
};

Result<Opened> open_text(std::shared_ptr<Blob> blob, std::string_view file, const ReadOptions& options) {
  PK_TRY(auto bytes, decompress(std::move(blob), options.limits));
  PK_TRY(auto text, decode(std::move(bytes), options.encoding));
  Opened opened;
  opened.text = std::make_unique<Peeked>(std::move(text));
  PK_TRY(opened.head, opened.text->peek(64 * 1024));
  if (opened.head.empty()) return fail(ErrorKind::invalid, "file_empty");
  if (!options.format.empty() && options.format != "auto") {
    opened.format = find_format(options.format);
    if (!opened.format) return fail(ErrorKind::invalid, "unknown_format");
    return opened;
  }
  const std::string name = base_name(file);
  int best = -1;
  for (const Format& format : kFormats) {
    const int score = format.sniff(opened.head, name);
    if (score > best) best = score, opened.format = &format;
  }
  return opened;
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

const Format* find_format(std::string_view name) {
  const auto it = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return f.name == name; });
  return it == kFormats.end() ? nullptr : &*it;
}

Result<std::unique_ptr<RowSource>> open_rows(std::shared_ptr<Blob> blob, std::string_view file, const ReadOptions& options) {
  PK_TRY(auto opened, open_text(std::move(blob), file, options));
  return opened.format->open(std::move(opened.text), options);
}

Result<Detected> detect(std::shared_ptr<Blob> blob, std::string_view file, const ReadOptions& options) {
  PK_TRY(auto opened, open_text(std::move(blob), file, options));
  Detected found{std::string(opened.format->name), opened.text->encoding(), 0};
  if (found.format == "csv") found.separator = options.separator.empty() ? guess_separator(opened.head) : options.separator[0];
  if (found.format == "tsv") found.separator = '\t';
  return found;
}

}  // namespace peakend::importers
