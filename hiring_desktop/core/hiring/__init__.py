"""The recruiter's use cases: jobs, intake of resumes, candidates, applications, selection."""
