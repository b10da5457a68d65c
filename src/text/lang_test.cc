#include "text/lang.h"

#include <gtest/gtest.h>

namespace peakend::text {
namespace {

TEST(Language, ByScript) {
  EXPECT_EQ(detect_language("物流太慢了，客服态度也不好"), "zh");
  EXPECT_EQ(detect_language("iPhone 15 Pro Max 很好用"), "zh");
  EXPECT_EQ(detect_language("I bought a 海尔 fridge and the delivery was late"), "en");
  EXPECT_EQ(detect_language("配送が遅いです。"), "ja");
  EXPECT_EQ(detect_language("배송이 너무 느려요"), "ko");
  EXPECT_EQ(detect_language("Доставка опоздала"), "ru");
}
TEST(Language, LatinByStopWords) {
  EXPECT_EQ(detect_language("The delivery was late and nobody told me"), "en");
  EXPECT_EQ(detect_language("Não recebi o produto"), "pt");
  EXPECT_EQ(detect_language("Recebi bem antes do prazo estipulado."), "pt");
  EXPECT_EQ(detect_language("El producto llegó muy tarde"), "es");
  EXPECT_EQ(detect_language("Très bon produit, je suis content"), "fr");
  EXPECT_EQ(detect_language("Die Lieferung war sehr spät"), "de");
  EXPECT_EQ(detect_language("FÜR MICH GUT"), "de");
}
TEST(Language, UnknownStaysUnknown) {
  EXPECT_EQ(detect_language(""), "");
  EXPECT_EQ(detect_language("12345 :-)"), "");
  EXPECT_EQ(detect_language("super recomendo"), "");
  EXPECT_EQ(detect_language("\xff\xfe\xfd"), "");
}

}  // namespace
}  // namespace peakend::text
