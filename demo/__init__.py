"""The demonstration: an empty installation filled with members, clips and judgements that say they are simulated."""
