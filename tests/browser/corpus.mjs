// An invented corpus with much boilerplate, and texts that try to run code in the page.

const WORDS = {
  ar: "أعيد فتح ميناء المدينة أمام السفن بعد أيام من الريح وقال ربان إن البحر هدأ صباح اليوم وعاد الصيادون إلى عملهم في الساحل القديم".split(" "),
  en: "the harbour of the town opened again after days of wind and a captain said that the sea was calm this morning".split(" "),
};
const BOILERPLATE = {
  ar: ["إعلان", "اقرأ أيضاً:", "لا تعليقات", "شارك المقال", "تابعنا على تويتر"],
  en: ["Advertisement", "Read more", "No comments yet", "Share this article", "Skip to content"],
};

/** A paragraph of `length` words. The same `n` always gives the same paragraph. */
function paragraph(words, n, length) {
  const picked = Array.from({ length }, (_, at) => words[(n * 7 + at * 5 + ((n * at) % 11)) % words.length]);
  return `${picked.join(" ")}.`;
}

/** JSON Lines; each row has five lines of boilerplate. */
export function corpus(documents) {
  const rows = [];
  for (let n = 0; n < documents; n += 1) {
    const language = n % 3 === 0 ? "en" : "ar";
    const parts = BOILERPLATE[language].flatMap((boilerplate, at) => [paragraph(WORDS[language], n + at, 45), "", boilerplate, ""]);
    const text = `${parts.join("\n")}${paragraph(WORDS[language], n, 60)}\n`;
    rows.push(JSON.stringify({ id: `story-${n}`, url: `https://site${n % 40}.example.org/${n}`, title: paragraph(WORDS[language], n, 6), text }));
  }
  return `${rows.join("\n")}\n`;
}

/** A text slightly smaller than the largest text that a report shows. */
export function long() {
  const parts = [];
  for (let n = 0, size = 0; size < 350_000; n += 1) {
    parts.push(paragraph(WORDS.en, n, 30), n % 3 === 0 ? BOILERPLATE.en[n % 5] : "");
    size += parts.at(-2).length;
  }
  return `${parts.join("\n")}\n`;
}

const ATTACK = "</script><script>window.caught='script'</script><img src=x onerror=\"window.caught='img'\"><!-- <svg onload=window.caught=1>";

/** A row in which every field tries to run a script or to reverse the direction of the page. */
export function hostile() {
  const text = `${ATTACK}\n\u202egnorw\u2066 \u001b[31mred\u0000 \u2028 ${"long ".repeat(40)}\nRead more\n${ATTACK}\n`;
  return `${JSON.stringify({ id: ATTACK, url: `https://example.org/${ATTACK}`, title: `\u202e${ATTACK}`, text })}\n`;
}
