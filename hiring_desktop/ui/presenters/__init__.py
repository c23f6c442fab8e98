"""What the pages show, worked out without Qt: state, wording and rules that can be tested as plain functions."""
