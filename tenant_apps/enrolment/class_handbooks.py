"""Which handbook names the kind and the profile of a class, by its level; of the others, that of a school's classes."""

KIND_HANDBOOKS = {"preschool": "group_kind"}
PROFILE_HANDBOOKS = {"preschool": "group_profile", "additional": "programme_direction"}
