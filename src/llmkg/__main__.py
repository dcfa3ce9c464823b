"""`python -m llmkg` is `llmkg`."""

from llmkg.cli.main import main

if __name__ == "__main__":
    main()
