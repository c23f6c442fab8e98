"""The window: Qt, thin. It calls the workspace off the UI thread and shows what comes back."""
