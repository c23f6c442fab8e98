"""The pages of the window. They never import one another; the workbench connects them."""
