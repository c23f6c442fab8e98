"""From a document to a structured resume in which every value says where it stands."""
