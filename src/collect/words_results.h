#pragma once
// Results of questions that are answered in words: what they are about, and who is named. Internal to collect.
#include <bitset>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collect/collect.h"
#include "text/topics.h"

namespace peakend::collect {

/// One text, read: nothing of it is kept but its topics and its tone.
struct ReadText {
  std::size_t who = 0;
  std::bitset<text::kTopics.size() + 1> topics;  ///< the last: other
  int tone = 0;            ///< -1 bad, 1 good, 0 neither
};
/// `said` is the tone that the respondent gave, if asked; else the words are read for it.
ReadText read_text(std::size_t who, std::string_view text, std::optional<int> said);

/// A share of yes among answers, with their persons: repeated ones are dealt with by the caller's formula.
using ShareOf = std::function<Number(const std::vector<std::pair<std::size_t, bool>>&)>;
/// Topics by number of texts; those without one are left out. Basis predicted.
std::vector<TopicResult> topics_among(const std::vector<ReadText>&, const ShareOf&);

/// One form for spellings of one name: folded, blanks and marks at the ends dropped, and words such as Ltd, Inc, 有限公司, 公司, 集团.
/// Worked: "  ACME Co., Ltd. " and "acme" -> "acme"; "海爾集團" and "海尔" -> "海尔".
std::string name_key(std::string_view);
inline constexpr std::int64_t kFewestNamed = 5;

/// Everybody who was named, with the topics of why.
class Names {
 public:
  void add(std::size_t who, std::string_view name, const std::optional<ReadText>& why);
  /// Most named first; names given by fewer than kFewestNamed are only counted.
  void result(QuestionResult&, const ShareOf&) const;

 private:
  struct Named {
    std::map<std::string, std::int64_t> spellings;
    std::vector<std::size_t> at;  ///< numbers of the answers
    std::vector<ReadText> why;
  };
  std::map<std::string, Named> named_;
  std::vector<std::size_t> who_;
};

}  // namespace peakend::collect
