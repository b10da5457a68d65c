#pragma once
// The feeling that words carry, in Chinese (both scripts) and English, by a list of words: an estimate of what was meant, with basis
// "predicted", and never mixed with what customers said on a scale. Pure, thread-safe. How often it is right: docs/methods/text_topics.md.
#include <string_view>

namespace peakend::text {

enum class Feeling { negative = -1, neutral = 0, positive = 1 };
struct Emotion {
  double score = 0;        ///< sum of strengths / sqrt(1 + words): 0 where no word carries a feeling; about -4 to 4
  int words = 0;           ///< how many carried one
  Feeling feeling = Feeling::neutral;  ///< negative below -0.1, positive above 0.3
};
/// A word of strength -2 to 2 counts 1 to 1.6 times behind "very" and its like, 1.3 times behind "but"; behind "not" a good word counts
/// -0.7 of itself, a bad one -0.4 (Chinese) or -0.3. Reads the first 6,000 bytes; malformed UTF-8 is skipped; empty text is neutral.
/// Worked: "非常美味" one word of 2 x 1.5 -> 3/sqrt 2 = 2.121, positive; "not good" -1 and 1 x -.7 -> -1.7/sqrt 3 = -.981, negative.
Emotion emotion_of(std::string_view utf8);

}  // namespace peakend::text
