"""The pages where a supervisor audits: server-rendered, in Indonesian, without a build step or the internet."""
