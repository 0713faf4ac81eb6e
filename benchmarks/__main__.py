"""`python -m benchmarks speed`: measure one part of the program."""

import argparse

from benchmarks import carrying, documents, recognition, search, speed

PARTS = {
    "documents": documents,
    "carrying": carrying,
    "speed": speed,
    "recognition": recognition,
    "search": search,
}


def main() -> None:
    """Read which part is asked for and how large it is to be, and run it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    for name, module in PARTS.items():
        module.add_options(parts.add_parser(name, help=module.__doc__))
    options = parser.parse_args()
    PARTS[options.part].run(options)


if __name__ == "__main__":
    main()
