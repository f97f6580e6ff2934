#!/usr/bin/env python3
"""How time and memory grow with instructions, files and findings: a table, and a plot.

    benches/growth.py PROGRAM [--most N] [--plot FILE.svg]

Each line of the plot goes from 10 to N (1,000,000 unless told; files to 100,000, for which the disk needs 1 GB). The processors'
seconds are taken, the least of some runs: what else the machine does falls away. In the plot, where both axes are
logarithmic, what grows in proportion is parallel to the thin lines.
"""

import argparse
import math
import os
import pathlib
import shutil
import subprocess
import tempfile

import inputs

GROWING = {
    "instructions in one file": (inputs.instructions, ["Dockerfile"]),
    "findings in one file": (inputs.findings, ["Dockerfile"]),
    "Dockerfiles in folders of their own": (inputs.files, ["."]),
    "Dockerfiles in one folder": (inputs.flat, ["."]),
}
COLOURS = ["#1b6ca8", "#c8553d", "#2a7f62", "#7a4fa3"]


def run(command, folder):
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, process.returncode, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def least(command, folder, count):
    runs = [run(command, folder) for _ in range(5 if count <= 1_000 else 2 if count <= 10_000 else 1)]
    return min(runs)


def grow(program, make, arguments, most):
    points = []
    count = 10
    while count <= most:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="dockvet-growth-"))
        try:
            make(count)(folder)
            seconds, memory = least([program, *arguments], folder, count)
        finally:
            shutil.rmtree(folder)
        points.append((count, seconds, memory))
        print(f"  {count:9,} {seconds:9.3f} s {1e6 * seconds / count:9.1f} us each {memory:9.1f} MB", flush=True)
        count *= 10
    return points


WIDTH, HEIGHT, LEFT, TOP = 860, 460, 70, 40
ACROSS, DOWN = (1, 6), (-3, 3)


def place(count, seconds):
    across = (math.log10(count) - ACROSS[0]) / (ACROSS[1] - ACROSS[0])
    down = (math.log10(max(seconds, 10 ** DOWN[0])) - DOWN[0]) / (DOWN[1] - DOWN[0])
    return LEFT + across * (WIDTH - LEFT - 260), HEIGHT - 50 - down * (HEIGHT - 50 - TOP)


def text(at, words, anchor="start", colour="#333"):
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def line(points, colour, width):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def plot(lines):
    """The plot as SVG."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text((LEFT, 20), "CPU seconds of one run, both axes logarithmic; thin lines: in proportion"),
    ]
    for power in range(ACROSS[0], ACROSS[1] + 1):
        x, y = place(10**power, 10 ** DOWN[0])
        out += [line([(x, y), place(10**power, 10 ** DOWN[1])], "#e5e5e5", 1), text((x, y + 20), f"{10**power:,}", "middle")]
    for power in range(DOWN[0], DOWN[1] + 1):
        x, y = place(10, 10**power)
        out += [line([(x, y), place(10**6, 10**power)], "#e5e5e5", 1), text((x - 8, y + 4), f"{10.0**power:g}", "end")]
    for start in range(-8, 2):
        ends = [(10.0**power, 10.0 ** (power + start)) for power in range(ACROSS[0], ACROSS[1] + 1)]
        shown = [place(*it) for it in ends if 10 ** DOWN[0] <= it[1] <= 10 ** DOWN[1]]
        if len(shown) > 1:
            out.append(line(shown, "#bbb", 0.6))
    for number, ((name, points), colour) in enumerate(zip(lines.items(), COLOURS)):
        places = [place(count, seconds) for count, seconds, _ in points]
        out.append(line(places, colour, 2.2))
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>' for x, y in places]
        out.append(text((WIDTH - 250, TOP + 20 + 22 * number), name, colour=colour))
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--most-files", type=int, default=100_000)
    parser.add_argument("--plot")
    asked = parser.parse_args()
    program = str(pathlib.Path(asked.program).resolve())
    lines = {}
    for name, (make, arguments) in GROWING.items():
        print(name, flush=True)
        most = min(asked.most, asked.most_files) if arguments == ["."] else asked.most
        lines[name] = grow(program, make, arguments, most)
    if asked.plot:
        pathlib.Path(asked.plot).write_text(plot(lines))


main()
