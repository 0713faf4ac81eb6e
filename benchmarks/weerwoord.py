"""The program's command line from this checkout, whatever is installed: `python -m benchmarks.weerwoord serve`."""

from app.cli import main

if __name__ == "__main__":
    main()
