// The five senses and the four dimensions of an experience: grids with fixed rows that bring their own words.
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

struct Fixed {
  const char *key, *cn, *tw, *en;
};
constexpr Fixed kSenseRows[] = {{"sight", "看到的", "看到的", "What you saw"},
                                {"hearing", "听到的", "聽到的", "What you heard"},
                                {"smell", "闻到的", "聞到的", "What you smelled"},
                                {"taste", "尝到的", "嚐到的", "What you tasted"},
                                {"touch", "触到的", "觸到的", "What you touched"}};
constexpr Fixed kDimensionRows[] = {{"physical", "身体感受（环境、舒适）", "身體感受（環境、舒適）", "Physical: surroundings, comfort"},
                                    {"emotional", "情绪感受（愉快、安心）", "情緒感受（愉快、安心）", "Emotional: joy, ease of mind"},
                                    {"intellectual", "知识收获（学到、明白）", "知識收穫（學到、明白）", "Intellectual: what you learned or understood"},
                                    {"participatory", "互动参与（能参与、有选择）", "互動參與（能參與、有選擇）", "Participatory: taking part, having a say"}};

template <std::size_t N>
void fill(Question& q, const Fixed (&fixed)[N], std::string_view prefix) {
  default_scale(q, 1, 5, 3, "rating");
  const bool all = q.rows.empty();
  for (const auto& f : fixed) {
    if (all) q.rows.push_back({f.key, {}, {}, {}});
    for (auto& r : q.rows) {
      if (r.key != f.key) continue;
      if (r.text.empty()) r.text = {{"zh-CN", f.cn}, {"zh-TW", f.tw}, {"en", f.en}};
      if (r.metric.empty()) r.metric = std::string(prefix) + f.key;
    }
  }
}
template <std::size_t N>
void only(const Question& q, const std::string& at, Report& report, const Fixed (&fixed)[N]) {
  for (std::size_t i = 0; i < q.rows.size(); ++i) {
    bool known = false;
    for (const auto& f : fixed) known = known || q.rows[i].key == f.key;
    if (known) continue;
    std::string allowed;
    for (const auto& f : fixed) (allowed += allowed.empty() ? "" : ", ") += f.key;
    report.faults.push_back(fault(at + ".rows[" + std::to_string(i) + "].key", "not_one_of", {{"allowed", allowed}}));
  }
}

}  // namespace

const Kind kSenses{
    .key = "senses", .zh = "五感", .en = "Five senses", .uses = kRating | kRows | kRandom,
    .complete = [](Question& q) { fill(q, kSenseRows, "sense_"); },
    .check = [](const Question& q, const std::string& at, Report& report) { only(q, at, report, kSenseRows); },
    .read = read_rows,  // a sense that had no part in it is left out, also where an answer is required
    .score = score_rows,
};
const Kind kDimensions{
    .key = "dimensions", .zh = "体验四维度", .en = "Four dimensions", .uses = kRating | kRows | kRandom,
    .complete = [](Question& q) { fill(q, kDimensionRows, "dimension_"); },
    .check = [](const Question& q, const std::string& at, Report& report) { only(q, at, report, kDimensionRows); },
    .read = read_rows,
    .score = score_rows,
};

}  // namespace peakend::survey
