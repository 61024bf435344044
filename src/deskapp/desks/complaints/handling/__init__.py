"""How a complaint is worked on: plan, claims, result, follow-up calls, reopening, escalation, causes."""
