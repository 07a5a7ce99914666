"""Routes of those who keep the market in order, and of what they decide about people."""

#: For moderators; the outer door keeps everybody else out.
MODERATION = {
    "GET /books",
    "GET /books/<name>",
    "GET /books/<name>.csv",
    "GET /moderation",
    "GET /moderation/appeals",
    "GET /moderation/cases",
    "GET /moderation/disputes",
    "GET /moderation/disputes/<uuid:return_id>",
    "GET /moderation/cases/<uuid:case_id>",
    "GET /moderation/rules",
    "GET /api/v1/moderation/cases",
    "POST /api/v1/moderation/cases/<uuid:case_id>/dismiss",
    "POST /api/v1/moderation/cases/<uuid:case_id>/escalate",
    "POST /api/v1/moderation/cases/<uuid:case_id>/judge",
    "POST /api/v1/moderation/reviews/<uuid:post_id>/escalate",
    "POST /api/v1/moderation/statements/<uuid:statement_id>/lift",
    "GET /moderation/live",
    "GET /api/v1/moderation/broadcasts/<uuid:broadcast_id>/reports",
    "GET /moderation/reviews/<uuid:post_id>",
    "GET /api/v1/moderation/broadcasts",
    "GET /api/v1/moderation/reviews",
    "POST /api/v1/moderation/broadcasts/<uuid:broadcast_id>/stop",
    "POST /api/v1/moderation/broadcasts/<uuid:broadcast_id>/warn",
    "POST /api/v1/moderation/reviews/<uuid:post_id>",
    "POST /api/v1/videos/<uuid:video_id>/takedown",
    "POST /api/v1/videos/<uuid:video_id>/takedown/revert",
}
#: Forms of the desks: moderators answer appeals, administrators write rules. They need our token.
DESK_FORMS = {
    "POST /books/check",
    "POST /moderation/appeals/<uuid:appeal_id>",
    "POST /moderation/disputes/<uuid:return_id>",
    "POST /moderation/rules",
    "POST /moderation/rules/<uuid:rule_id>/remove",
    "POST /moderation/rules/preview",
}
#: What was decided about a person: he may read it, and moderators; for others there is nothing.
STATEMENTS = {"GET /statements/<uuid:statement_id>"}
