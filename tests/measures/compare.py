#!/usr/bin/env python3
"""Compares the figures of `obelus agreement` and `obelus score` with independent programs on random layers.

Usage: compare.py [--binary PATH] [--rounds N] [--seed N] [--claims N]

Each program that can be imported is compared: krippendorff, scikit-learn, nervaluate, pygamma-agreement; one that is
not there is left out with a line. What has no program at hand (Fleiss' kappa, alpha_U, F1) is computed here a second
time, as simply as possible. Prints a table of the greatest differences, and ends with 1 when one is too great, or, with --claims, when gamma is not ten times
faster than pygamma-agreement.
"""

import argparse
import itertools
import json
import logging
import math
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)  # of solvers that are not there
TAGS = ["allegation", "rebuttal", "forecast", "other"]
LETTERS = "abcdefghijklmnopqrstuvwxyzäöéñßжшक"
DOCUMENT = "text.txt"


def imported(name, package):
    try:
        return __import__(name)
    except Exception as error:  # a package may be there and fail to load
        print(f"left out: {package} ({error})")
        return None


# Documents and layers


def random_text(rng, words):
    pieces = []
    for number in range(words):
        pieces.append("".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 9))))
        pieces.append(rng.choice([" ", " ", " ", " ", ", ", ". ", " — ", "\n", "\n\n"]) if number + 1 < words else ".")
    return "".join(pieces)


def random_claims(rng, length, count, tags):
    """Claims as (tag, [(start, end), …]), sometimes of several passages."""
    claims = []
    for _ in range(count):
        start = rng.randrange(length - 2)
        size = min(length - start, rng.choice([1, 3, 12, 40, 90]) + rng.randrange(20))
        passages = [(start, start + size)]
        if rng.random() < 0.15 and start + size + 3 < length:
            second = rng.randrange(start + size, length - 1)
            passages.append((second, min(length, second + rng.randint(1, 30))))
        claims.append((rng.choice(tags), passages))
    return claims


def varied(rng, claims, length, tags):
    """The claims as another annotator might have them: borders moved, tags changed, some missing, some more."""
    other = []
    for tag, passages in claims:
        if rng.random() < 0.25:
            continue
        moved = passages
        if rng.random() < 0.6:
            moved, end = [], 0
            for low, high in passages:
                start = min(max(end, low + rng.randint(-6, 6)), length - 1)
                end = min(length, max(start + 1, high + rng.randint(-6, 6)))
                moved.append((start, end))
            moved = [(low, high) for low, high in moved if low < high]
        other.append((rng.choice(tags) if rng.random() < 0.15 else tag, moved))
    return other + random_claims(rng, length, max(1, len(claims) // 5), tags)


def quoted(text):
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def write_layer(path, text, text_hash, annotator, claims):
    rows = []
    for number, (tag, passages) in enumerate(claims):
        places = ", ".join(
            f"(start: {low}, end: {high}, quote: {quoted(text[low:high])}, occurrences: 1)" for low, high in passages
        )
        rows.append(f'(id: "c{number:06}", tag: "{tag}", passages: [{places}])')
    path.write_text(
        f'(format: 1, document: (file: "{DOCUMENT}", text_blake3: "{text_hash}"), annotator: (id: "{annotator}"), '
        f"claims: [{', '.join(rows)}])",
        encoding="utf-8",
    )


class Desk:
    """A folder with documents, and the program."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, pathlib.Path(folder)
        self.home = self.folder / "home"
        self.home.mkdir(parents=True)

    def run(self, *arguments):
        done = subprocess.run(
            [self.binary, *map(str, arguments)],
            capture_output=True,
            text=True,
            env={"OBELUS_HOME": str(self.home), "PATH": ""},
        )
        if done.returncode != 0:
            sys.exit(f"{arguments}: status {done.returncode}: {done.stderr}")
        return done.stdout

    def document(self, name, text, layers):
        folder = self.folder / name
        folder.mkdir()
        path = folder / DOCUMENT
        path.write_text(text, encoding="utf-8", newline="")
        word = re.search(r"\w+", text).group()
        self.run("tag", path, "--quote", word, "--nth", 1, "--as", "allegation", "--annotator", "hash")
        made = path.with_name(f"{DOCUMENT}.hash.obelus.ron")
        text_hash = re.search(r'text_blake3: "(\w+)"', made.read_text(encoding="utf-8")).group(1)
        made.unlink()
        for annotator, claims in layers.items():
            write_layer(folder / f"{DOCUMENT}.{annotator}.obelus.ron", text, text_hash, annotator, claims)
        return folder


# What is computed here a second time


def tokens(text):
    return [match.span() for match in re.finditer(r"[^\W_]+", text)]


def rank(tag):
    return (TAGS.index(tag), "") if tag in TAGS[:3] else (3, tag)


def labels(words, claims):
    """The tag of each word: of the claim that covers most of it, then starts earlier, is longer, has the first tag."""
    by_word = {}
    for tag, passages in claims:
        covered_all = set()
        for low, high in passages:
            covered_all.update(range(low, high))
        for number, (start, end) in enumerate(words):
            covered = sum(max(0, min(end, high) - max(start, low)) for low, high in passages)
            if covered:
                key = (-covered, min(covered_all), -len(covered_all), rank(tag))
                if number not in by_word or key < by_word[number][0]:
                    by_word[number] = (key, tag)
    return [by_word[number][1] if number in by_word else "none" for number in range(len(words))]


def fleiss(rows):
    categories = sorted({label for row in rows for label in row})
    m, n = len(rows[0]), len(rows)
    counts = [[row.count(category) for category in categories] for row in rows]
    observed = sum(sum(c * (c - 1) for c in row) for row in counts) / (n * m * (m - 1))
    expected = sum((sum(row[at] for row in counts) / (n * m)) ** 2 for at in range(len(categories)))
    return (observed - expected) / (1 - expected)


def alpha_u(length, layers, tags):
    """By the definition: sections of every two annotators one by one, and every possible place one by one."""
    observed = expected = 0.0
    m = len(layers)
    for tag in tags:
        lanes = []
        for claims in layers:
            units, end = [], 0
            all_units = [passage for other, passages in claims if other == tag for passage in passages]
            for low, high in sorted(all_units, key=lambda unit: (unit[0], -unit[1])):
                if low >= end:
                    units.append((low, high))
                    end = high
            lanes.append(units)

        def sections(units):
            found, end = [], 0
            for low, high in units:
                if low > end:
                    found.append((end, low, False))
                found.append((low, high, True))
                end = high
            if end < length:
                found.append((end, length, False))
            return found

        all_sections = [sections(units) for units in lanes]
        for one, other in itertools.permutations(all_sections, 2):
            for b1, e1, is_unit in one:
                for b2, e2, is_other_unit in other:
                    if b1 < e2 and b2 < e1:
                        if is_unit and is_other_unit:
                            observed += ((b1 - b2) ** 2 + (e1 - e2) ** 2) / (m * (m - 1) * length**2)
                        elif is_unit and b2 <= b1 and e1 <= e2:
                            observed += (e1 - b1) ** 2 / (m * (m - 1) * length**2)
                        elif is_other_unit and b1 <= b2 and e2 <= e1:
                            observed += (e2 - b2) ** 2 / (m * (m - 1) * length**2)
        lengths = [high - low for units in lanes for low, high in units]
        gaps = [high - low for found in all_sections for low, high, is_unit in found if not is_unit]
        total = 0.0
        for l in lengths:
            total += (len(lengths) - 1) * (2 * l**3 - 3 * l**2 + l) / 3
            total += l**2 * sum(g - l + 1 for g in gaps if g >= l)
        expected += 2 / length * total / (m * length * (m * length - 1) - sum(l * (l - 1) for l in lengths))
    return 1 - observed / expected


def pairwise_f1(one, other):
    """By augmenting paths over the pairs that are the same claim."""

    def covered(claim):
        return {at for low, high in claim[1] for at in range(low, high)}

    rights = [covered(claim) for claim in other]
    edges = []
    for claim in one:
        left = covered(claim)
        edges.append(
            [
                at
                for at, right in enumerate(rights)
                if claim[0] == other[at][0] and 2 * len(left & right) >= len(left | right)
            ]
        )
    owner = {}

    def augment(row, seen):
        for column in edges[row]:
            if column not in seen:
                seen.add(column)
                if column not in owner or augment(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    same = sum(augment(row, set()) for row in range(len(one)))
    return 2 * same / (len(one) + len(other))


# The comparisons


class Table:
    def __init__(self):
        self.rows = {}

    def add(self, name, ours, theirs, allowed, relative=False):
        difference = abs(ours - theirs)
        if relative and theirs:
            difference /= abs(theirs)
        count, worst, _ = self.rows.get(name, (0, 0.0, allowed))
        # A difference that is no number is as great as can be: every comparison with it is false.
        difference = difference if difference >= 0 else float("inf")
        self.rows[name] = (count + 1, max(worst, difference), allowed)
        if difference > allowed:
            print(f"differs: {name}: ours {ours}, theirs {theirs}")

    def print(self):
        for name, (count, worst, allowed) in self.rows.items():
            verdict = "equal" if worst <= allowed else "DIFFERS"
            print(f"{name:58} {count:4} figures, greatest difference {worst:.1e} (allowed {allowed:.0e}): {verdict}")
        return all(worst <= allowed for _, worst, allowed in self.rows.values())


def compare_agreement(desk, rng, number, table, programs):
    annotators = ["ann", "ben", "cleo"][: rng.choice([2, 3])]
    tags = TAGS[: rng.choice([2, 3, 4])]
    texts = [random_text(rng, rng.randint(40, 220)) for _ in range(rng.choice([1, 1, 3]))]
    layers_of = []
    folder = desk.folder / f"round-{number}"
    folder.mkdir()
    for at, text in enumerate(texts):
        base = random_claims(rng, len(text), rng.randint(3, 14), tags)
        layers = {who: varied(rng, base, len(text), tags) for who in annotators}
        if len(texts) > 1 and at == 2 and len(annotators) == 3:
            del layers["cleo"]  # a document that one of them has not read
        layers_of.append(layers)
        desk.document(f"round-{number}/d{at}", text, layers)
    result = json.loads(desk.run("agreement", folder, "--json"))
    value = {measure["name"]: measure["value"] for measure in result["measures"]}
    measures = {measure["name"]: measure for measure in result["measures"]}

    rows = []  # labels of each token, None for a layer that is not there
    for text, layers in zip(texts, layers_of):
        words = tokens(text)
        of_layer = [labels(words, layers[who]) if who in layers else [None] * len(words) for who in annotators]
        rows += list(zip(*of_layer))
    complete = [row for row in rows if None not in row]
    table.add("fleiss_kappa, computed here", value["fleiss_kappa"], fleiss(complete), 1e-6)
    if programs["krippendorff"]:
        codes = {label: code for code, label in enumerate(["none", *TAGS])}
        data = [[math.nan if row[at] is None else codes[row[at]] for row in rows] for at in range(len(annotators))]
        theirs = programs["krippendorff"].alpha(reliability_data=data, level_of_measurement="nominal")
        table.add("krippendorff_alpha, krippendorff", value["krippendorff_alpha"], theirs, 1e-6)
    if programs["sklearn"]:
        from sklearn.metrics import cohen_kappa_score

        for pair in measures["cohen_kappa"]["per_pair"]:
            one, other = (annotators.index(who) for who in pair["annotators"])
            theirs = cohen_kappa_score([row[one] for row in complete], [row[other] for row in complete])
            table.add("cohen_kappa, scikit-learn", pair["value"], theirs, 1e-6)
        for tag, partial in measures["cohen_kappa"]["per_tag"].items():
            if len(annotators) == 2 and partial["value"] is not None:
                theirs = cohen_kappa_score(*[[row[at] == tag for row in complete] for at in range(2)])
                table.add("cohen_kappa of one tag, scikit-learn", partial["value"], theirs, 1e-6)
    if len(texts) == 1:
        text, layers = texts[0], layers_of[0]
        lists = [layers[who] for who in annotators]
        table.add("alpha_u, computed here", value["alpha_u"], alpha_u(len(text), lists, tags), 1e-6)
        f1s = [pairwise_f1(one, other) for one, other in itertools.combinations(lists, 2)]
        table.add("pairwise_f1, computed here", value["pairwise_f1"], sum(f1s) / len(f1s), 1e-6)
        if programs["pygamma_agreement"]:
            from pyannote.core import Segment
            from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

            disorders = []
            for one, other in itertools.combinations(annotators, 2):
                continuum = Continuum()
                units = {who: [(p, tag) for tag, ps in layers[who] for p in ps] for who in (one, other)}
                if any(len(set(found)) < len(found) for found in units.values()):
                    return
                for who, found in units.items():
                    for (low, high), tag in found:
                        continuum.add(who, Segment(low, high), tag)
                dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
                disorders.append(continuum.get_best_alignment(dissimilarity).disorder)
            theirs = sum(disorders) / len(disorders)
            table.add(
                "gamma's observed disorder, pygamma-agreement",
                measures["gamma"]["observed_disorder"],
                theirs,
                1e-5,
                relative=True,
            )


def compare_score(desk, rng, number, table):
    """The four readings, where no claim overlaps more than one claim of the other side."""
    text = random_text(rng, 150)
    key, answer = [], []
    at = 0
    while at + 60 < len(text):
        start = at + rng.randint(6, 12)
        end = start + rng.randint(5, 25)
        tag = rng.choice(TAGS[:3])
        if rng.random() < 0.85:
            key.append((tag, [(start, end)]))
        if rng.random() < 0.85:
            low = start + rng.choice([0, 0, -2, 3])
            high = max(low + 1, end + rng.choice([0, 0, -2, 4]))
            answer.append((tag if rng.random() < 0.7 else rng.choice(TAGS[:3]), [(low, high)]))
        at = end + 8
    folder = desk.document(f"score-{number}", text, {"ann--key": key, "ben": answer})
    key_path = folder / f"{DOCUMENT}.ann--key.obelus.ron"
    key_path.write_text(key_path.read_text(encoding="utf-8").replace('(id: "ann--key")', '(id: "ann")'), encoding="utf-8")
    [row] = json.loads(desk.run("score", "--key", key_path, folder / f"{DOCUMENT}.ben.obelus.ron", "--json"))
    from nervaluate import Evaluator

    def inclusive(claims):
        return [{"label": tag, "start": ps[0][0], "end": ps[0][1] - 1} for tag, ps in claims]

    theirs = Evaluator([inclusive(key)], [inclusive(answer)], tags=TAGS[:3]).evaluate()["overall"]
    names = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
    for ours, their in names.items():
        found = theirs[their]
        for one, other in [("COR", "correct"), ("INC", "incorrect"), ("PAR", "partial"), ("MIS", "missed"), ("SPU", "spurious")]:
            table.add(f"score, {ours}, counts, nervaluate", row[ours][one], getattr(found, other), 0)
        for name in ["precision", "recall", "f1"]:
            table.add(f"score, {ours}, ratios, nervaluate", row[ours][name] or 0.0, getattr(found, name), 1e-6)


def race(desk, rng, claims, programs):
    """gamma of two annotators with that many claims each: our time for all measures, tags and intervals, and that of
    pygamma-agreement for gamma alone. Returns whether ours is at least ten times faster: a loose bound."""
    text = random_text(rng, claims * 30)
    base = [("allegation", [(at, at + rng.randint(30, 140))]) for at in range(0, len(text) - 200, len(text) // claims)]
    base = [(rng.choice(TAGS[:3]), passages) for _, passages in base][:claims]
    moved = [
        (rng.choice(TAGS[:3]) if rng.random() < 0.1 else tag, [(low + rng.randint(0, 20), high + rng.randint(0, 20))])
        for tag, [(low, high)] in base
    ]
    folder = desk.document(f"race-{claims}", text, {"ann": base, "ben": moved})
    begun = time.perf_counter()
    result = json.loads(desk.run("agreement", folder, "--json"))
    ours = time.perf_counter() - begun
    gamma = result["measures"][5]
    print(f"gamma of 2 × {len(base)} claims: {gamma['value']:.4f}; all measures with intervals, per tag, pair and")
    print(f"  document, {gamma['samples']} samples each: {ours:.2f} s")
    if programs["pygamma_agreement"]:
        from pyannote.core import Segment
        from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

        continuum = Continuum()
        for who, layer in (("ann", base), ("ben", moved)):
            for tag, [(low, high)] in layer:
                continuum.add(who, Segment(low, high), tag)
        dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
        begun = time.perf_counter()
        theirs = continuum.compute_gamma(dissimilarity, n_samples=30)
        one = time.perf_counter() - begun
        print(f"  observed disorder: ours {gamma['observed_disorder']:.6f}, pygamma-agreement {theirs.observed_disorder:.6f}")
        print(f"  pygamma-agreement's gamma, over all alone and with 30 samples, its least: {theirs.gamma:.4f}, {one:.1f} s,")
        print(f"  {one / ours:.0f} times ours (at least 10 wanted)")
        return one >= 10 * ours
    return True


def main():
    parser = argparse.ArgumentParser()
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--binary", default=str(root / "target" / "debug" / "obelus"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--claims", type=int, default=0, help="also compare the time of gamma with so many claims")
    arguments = parser.parse_args()
    programs = {
        "krippendorff": imported("krippendorff", "krippendorff"),
        "sklearn": imported("sklearn", "scikit-learn"),
        "nervaluate": imported("nervaluate", "nervaluate"),
        "pygamma_agreement": imported("pygamma_agreement", "pygamma-agreement"),
    }
    rng = random.Random(arguments.seed)
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(arguments.binary, folder)
        for number in range(arguments.rounds):
            compare_agreement(desk, rng, number, table, programs)
            if programs["nervaluate"]:
                compare_score(desk, rng, number, table)
        is_fast = race(desk, rng, arguments.claims, programs) if arguments.claims else True
    sys.exit(0 if table.print() and is_fast else 1)


if __name__ == "__main__":
    main()
