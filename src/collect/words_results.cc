#include "collect/words_results.h"

#include <algorithm>
#include <array>

#include "text/emotion.h"
#include "text/words.h"

namespace peakend::collect {
namespace {

constexpr std::size_t kOther = text::kTopics.size();
constexpr std::size_t kTopicsOfOne = 3;
constexpr std::array<std::string_view, 16> kForms{"股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司", "集团", "co.,ltd", "co., ltd", "co. ltd", "co ltd", "company", "corporation", "corp", "inc", "ltd", "llc"};

bool is_mark(char c) { return c == ' ' || c == '.' || c == ',' || c == '!' || c == '"' || c == '\'' || c == '\t' || c == '\n'; }
void trim(std::string& s) {
  while (!s.empty() && is_mark(s.back())) s.pop_back();
  std::size_t i = 0;
  while (i < s.size() && is_mark(s[i])) ++i;
  s.erase(0, i);
}

}  // namespace

ReadText read_text(std::size_t who, std::string_view words, std::optional<int> said) {
  ReadText out;
  out.who = who;
  for (const auto topic : text::topics_of(words, kTopicsOfOne)) {
    const auto it = std::ranges::find(text::kTopics, topic);
    out.topics.set(static_cast<std::size_t>(it - text::kTopics.begin()));
  }
  out.tone = said ? *said : static_cast<int>(text::emotion_of(words).feeling);
  return out;
}

std::vector<TopicResult> topics_among(const std::vector<ReadText>& all, const ShareOf& share) {
  std::vector<TopicResult> out;
  for (std::size_t t = 0; t <= kOther; ++t) {
    TopicResult one;
    one.topic = t == kOther ? std::string(text::kOtherTopic) : std::string(text::kTopics[t]);
    std::vector<std::pair<std::size_t, bool>> about, bad;
    for (const auto& r : all) {
      about.emplace_back(r.who, r.topics[t]);
      if (r.topics[t]) ++one.n, bad.emplace_back(r.who, r.tone < 0);
    }
    if (one.n == 0) continue;
    one.share = share(about);
    one.bad = share(bad);
    out.push_back(std::move(one));
  }
  std::ranges::stable_sort(out, std::greater{}, &TopicResult::n);
  return out;
}

std::string name_key(std::string_view name) {
  std::string key = text::fold(name);
  trim(key);
  for (bool again = true; again;) {
    again = false;
    for (const auto form : kForms)
      if (key.size() > form.size() && key.ends_with(form)) {
        key.resize(key.size() - form.size());
        trim(key);
        again = !key.empty();
        break;
      }
  }
  return key;
}

void Names::add(std::size_t who, std::string_view name, const std::optional<ReadText>& why) {
  const std::string key = name_key(name);
  if (key.empty()) return;
  Named& n = named_[key];
  std::string shown(name);
  trim(shown);
  ++n.spellings[shown];
  n.at.push_back(who_.size());
  if (why) n.why.push_back(*why);
  who_.push_back(who);
}

void Names::result(QuestionResult& out, const ShareOf& share) const {
  for (const auto& [key, named] : named_) {
    const auto n = std::ssize(named.at);
    if (n < kFewestNamed) {
      out.rare_names += n;
      continue;
    }
    NameResult one;
    one.name = std::ranges::max_element(named.spellings, {}, [](const auto& s) { return s.second; })->first;
    one.n = n;
    std::vector<std::pair<std::size_t, bool>> answers;
    for (const auto who : who_) answers.emplace_back(who, false);
    for (const auto at : named.at) answers[at].second = true;
    one.share = share(answers);
    one.reasons = topics_among(named.why, share);
    out.names.push_back(std::move(one));
  }
  std::ranges::stable_sort(out.names, std::greater{}, &NameResult::n);
}

}  // namespace peakend::collect
