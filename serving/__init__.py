"""Online: the HTTP service and bulk scoring. It loads releases and never trains."""
