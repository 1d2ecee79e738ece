"""The HTTP API for payroll programs, banks and the public: translation of our services, no rules of its own.

Mounted below `/api/v1/` by `urls.urlpatterns`; described by `/api/v1/openapi.json` and, for people, `/api/v1/docs`.
"""
