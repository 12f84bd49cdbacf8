"""Documents for the tests: invented articles in three languages, with boilerplate between and after
their paragraphs."""

import random
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"

ARABIC = {
    "who": ["مدير الميناء", "رئيسة المجلس", "صيادو الساحل", "مهندسو السد", "معلمات القرية"],
    "did": ["أعلن", "ناقش", "راجع", "انتظر", "استقبل"],
    "what": ["خطة إصلاح الرصيف", "موعد فتح الجسر", "تقرير الأمطار", "نتائج الموسم", "قائمة السفن"],
    "when": ["صباح اليوم", "بعد عاصفة دامت ثلاثة أيام", "قبل نهاية الشهر", "في جلسة طويلة"],
    "sentence": "وقد {did} {who} {what} {when}، ثم عاد الجميع إلى أعمالهم كما كانوا من قبل.",
    "title": "{who}: {what}",
    "boilerplate": [
        "إقرأ أيضاً:",
        "اقرأ أيضاً: عاصفة رملية تضرب الساحل وتغلق المدارس",
        "إعلان",
        "شارك الخبر:",
        "فيسبوك تويتر واتساب",
        "تابعونا على فيسبوك",
        "كلمات دلالية: ميناء عاصفة سفن",
        "تعليقات",
        "عدد المشاهدات: 804",
        "جميع الحقوق محفوظة لصحيفة الساحل 2024",
        "كتب: سالم البحري",
        "الأكثر قراءة\nعاصفة رملية تضرب الساحل\nعودة السفن إلى الميناء بعد ثلاثة أيام",
        "اترك تعليقا\nالاسم\nالبريد الإلكتروني\nالموقع",
    ],
}
ENGLISH = {
    "who": ["The harbour master", "The council", "A group of fishermen", "The dam's engineers"],
    "did": ["announced", "discussed", "reviewed", "waited for", "welcomed"],
    "what": ["a plan to mend the quay", "the day on which the bridge opens", "the list of ships"],
    "when": ["on Monday morning", "after a storm of three days", "before the end of the month"],
    "sentence": "{who} {did} {what} {when}, and everybody went back to work as they had before.",
    "title": "{who} and {what}",
    "boilerplate": [
        "Leave a comment",
        "Related:",
        "Share this article:",
        "Advertisement",
        "Read more »",
        "Facebook Twitter WhatsApp Email",
        "Sign up for our free weekly newsletter",
        "Also read: Storm breaks two cranes at the northern quay",
        "Comments (12)",
        "Most read\nStorm breaks two cranes at the northern quay\nFishermen ask for help after storm",
        "Leave a comment\nName\nEmail\nWebsite\nSubmit",
    ],
}
FRENCH = {
    "who": ["Le directeur du port", "La mairie", "Les pêcheurs de la côte"],
    "did": ["a annoncé", "a examiné", "a attendu"],
    "what": ["la réparation du quai", "l’ouverture du pont", "la liste des navires"],
    "when": ["lundi matin", "après trois jours de tempête", "avant la fin du mois"],
    "sentence": "{who} {did} {what} {when}, puis chacun a repris son travail comme auparavant.",
    "title": "{who} : {what}",
    "boilerplate": ["Lire aussi :", "Publicité", "Partager cet article", "Laisser un commentaire"],
}
PARTS = ["who", "did", "what", "when"]
BREAKS = ["\n", "\n", "\n\n", "\r\n"]


def documents(count):
    """This number of records, the same each time: `id`, `url`, `title`, `text`."""
    return [_document(n, random.Random(n)) for n in range(count)]


def seeds():
    """The five seed articles of the repository, as records of the same form."""
    return [
        {"id": path.stem, "url": None, "title": None, "text": path.read_bytes().decode()}
        for path in sorted(SEEDS.glob("*.txt"))
    ]


def _document(n, dice):
    words = dice.choices([ARABIC, ENGLISH, FRENCH], [5, 3, 1])[0]

    def said(form):
        return form.format(**{key: dice.choice(words[key]) for key in PARTS})

    title = said(words["title"])
    lines = [title] if dice.random() < 0.5 else []
    for _ in range(dice.choice([1, 3, 6, 12])):
        lines.append(" ".join(said(words["sentence"]) for _ in range(dice.randint(1, 5))))
        if dice.random() < 0.15:
            lines.append(dice.choice(words["boilerplate"]))
    lines += dice.sample(words["boilerplate"], dice.choice([0, 0, 1, 2, 3]))
    text = dice.choice(BREAKS).join(lines) + dice.choice(["", "\n"])
    # A few documents are empty or blank, or begin with a byte order mark.
    text = dice.choices([text, "\ufeff" + text, "", " \n"], [97, 1, 1, 1])[0]
    site = f"https://site{n % 7}.example.org/news/{n}"
    return {"id": f"doc-{n}", "url": site, "title": title, "text": text}
