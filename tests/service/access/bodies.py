"""What requests carry in the table of all routes: enough to get past the parser."""

import uuid
from typing import Any

VARIANT = {"sku": "NEW-1", "options": {}, "price_minor": 100, "stock_count": 1}
#: A body that gets past the parser, so that the answer is about the person and not about the form.
BODIES = {
    "POST /api/v1/shops/<uuid:shop_id>/products": {"title": "x", "currency": "USD", "variants": [VARIANT]},
    "PATCH /api/v1/shops/<uuid:shop_id>": {"name": "Taken over"},
    "PATCH /api/v1/products/<uuid:product_id>": {"title": "Taken over"},
    "POST /api/v1/products/<uuid:product_id>/variants": VARIANT,
    "PUT /api/v1/products/<uuid:product_id>/pictures": {"picture_ids": [str(uuid.UUID(int=1))]},
    "PATCH /api/v1/variants/<uuid:variant_id>": {"price_minor": 1},
    "PATCH /api/v1/collections/<uuid:collection_id>": {"name": "Taken over"},
    "PATCH /api/v1/pictures/<uuid:picture_id>": {"alt": "Taken over"},
    "POST /api/v1/shops/<uuid:shop_id>/collections": {"name": "Taken over"},
    "POST /api/v1/shops/<uuid:shop_id>/products/archive": {"product_ids": [str(uuid.UUID(int=1))]},
    "POST /api/v1/shops/<uuid:shop_id>/products/restore": {"product_ids": [str(uuid.UUID(int=1))]},
    "PUT /api/v1/products/<uuid:product_id>/variants": {"variants": [VARIANT]},
    "PUT /api/v1/shops/<uuid:shop_id>/collections": {"collection_ids": []},
    "POST /api/v1/sandbox/payments/<uuid:payment_id>": {"outcome": "success"},
    "POST /api/v1/uploads/<uuid:upload_id>/complete": {"parts": [{"number": 1, "etag": "x"}]},
    "PATCH /api/v1/posts/<uuid:post_id>": {"title": "Taken over"},
    "PUT /api/v1/posts/<uuid:post_id>/schedule": {"at": "2036-11-23T12:00:00Z"},
    "PATCH /api/v1/videos/<uuid:video_id>": {"title": "Taken over"},
    "PUT /api/v1/videos/<uuid:video_id>/cover/moment": {"seconds": 1.0},
    "PUT /api/v1/videos/<uuid:video_id>/trim": {"start_seconds": 0.5, "end_seconds": 1.5},
    "POST /api/v1/videos/<uuid:video_id>/takedown": {"reason": "x"},
    "POST /api/v1/moderation/reviews/<uuid:post_id>": {"decision": "reject", "reason": "x"},
    "POST /api/v1/moderation/reviews/<uuid:post_id>/escalate": {"reason": "x"},
    "POST /api/v1/moderation/cases/<uuid:case_id>/dismiss": {"reason": "x"},
    "POST /api/v1/moderation/cases/<uuid:case_id>/escalate": {"reason": "x"},
    "POST /api/v1/moderation/cases/<uuid:case_id>/judge": {"category": "spam", "subject_action": "limit"},
    "POST /api/v1/moderation/statements/<uuid:statement_id>/lift": {"reason": "x"},
    "POST /api/v1/reports": {
        "subject_kind": "person",
        "subject_id": str(uuid.UUID(int=1)),
        "category": "spam",
    },
    "PATCH /api/v1/broadcasts/<uuid:broadcast_id>": {"title": "Taken over"},
    "PATCH /api/v1/broadcasts/<uuid:broadcast_id>/chat": {"slow_mode_seconds": 600},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/announcements": {"text": "x"},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/deals": {
        "variant_id": str(uuid.UUID(int=1)),
        "price_minor": 1,
        "quota_count": 1,
        "seconds": 60,
    },
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/pins": {"product_id": str(uuid.UUID(int=1))},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/polls": {"question": "x", "options": ["a", "b"]},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/polls/<uuid:poll_id>/votes": {"option": 0},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/reports": {"category": "spam"},
    "POST /api/v1/broadcasts/<uuid:broadcast_id>/restrictions": {
        "user_id": str(uuid.UUID(int=1)),
        "kind": "mute",
    },
    "POST /api/v1/orders/<uuid:order_id>/shipments": {"carrier": "other"},
    "PATCH /api/v1/shipments/<uuid:shipment_id>": {"tracking_number": "Taken over"},
    "POST /api/v1/moderation/broadcasts/<uuid:broadcast_id>/stop": {"reason": "x"},
    "POST /api/v1/moderation/broadcasts/<uuid:broadcast_id>/warn": {"reason": "x"},
    "PUT /api/v1/broadcasts/<uuid:broadcast_id>/tray": {"items": []},
    "POST /api/v1/orders/<uuid:order_id>/returns": {
        "kind": "refund_only",
        "reason": "damaged",
        "line_items": [{"variant_id": str(uuid.UUID(int=1)), "quantity": 1}],
    },
    "POST /api/v1/returns/<uuid:return_id>/send": {"carrier": "other"},
    "POST /api/v1/returns/<uuid:return_id>/reject": {"answer": "x"},
    "POST /api/v1/returns/<uuid:return_id>/receive": {},
    "POST /api/v1/returns/<uuid:return_id>/dispute": {"text": "x"},
    "POST /api/v1/posts/views": {"items": [{"post_id": str(uuid.UUID(int=1)), "watched_seconds": 9}]},
}
_METHOD = {"name": "Taken over", "currency": "USD", "days_from": 1, "days_to": 2}
#: The same for forms.
FORMS: dict[str, dict[str, Any]] = {
    "POST /console/shops/<uuid:shop_id>": {"name": "Taken over"},
    "POST /console/shops/<uuid:shop_id>/low-stock": {"low_count": "3"},
    "POST /console/shops/<uuid:shop_id>/coupons": {
        "key": str(uuid.UUID(int=1)),
        "name": "x",
        "currency": "USD",
        "kind": "percent",
        "percent": 10,
        "budget_count": 1,
        "per_buyer_limit": 1,
        "last_day": "2036-11-23",
    },
    "POST /console/shops/<uuid:shop_id>/shipping": {
        "key": str(uuid.UUID(int=1)),
        "name": "x",
        "is_rest": "true",
    },
    "POST /console/shipping/zones/<uuid:zone_id>": {"name": "Taken over", "is_rest": "true"},
    "POST /console/shipping/zones/<uuid:zone_id>/methods": {"key": str(uuid.UUID(int=1)), **_METHOD},
    "POST /console/shipping/methods/<uuid:method_id>": _METHOD,
    "POST /console/shops/<uuid:shop_id>/taxes": {"country": "TW", "name": "x", "rate": "5"},
    "POST /console/products/<uuid:product_id>/commission": {"percent": "10"},
    "POST /console/products/<uuid:product_id>/commission/invitations": {"handle": "somebody"},
    "POST /console/shops/<uuid:shop_id>/reductions": {
        "key": str(uuid.UUID(int=1)),
        "name": "x",
        "currency": "USD",
        "kind": "percent",
        "threshold_1": "10",
        "percent_1": "10",
        "ends_at": "2036-11-23T15:00",
    },
    "POST /console/products/<uuid:product_id>/prices": {
        "key": str(uuid.UUID(int=1)),
        "kind": "percent",
        "percent": 10,
        "ends_at": "2036-11-23T15:00",
    },
    "POST /console/shops/<uuid:shop_id>/import/confirm": {"digest": "0" * 64},
    "POST /orders/<uuid:order_id>/reviews/<uuid:variant_id>": {"stars": "5"},
    "POST /reviews/<uuid:review_id>/reply": {"text": "Taken over"},
    "POST /sandbox/payments/<uuid:payment_id>": {"outcome": "success"},
    "POST /statements/<uuid:statement_id>/appeal": {"text": "x"},
    "POST /console/orders/<uuid:order_id>/shipments": {"key": "a key of one parcel", "carrier": "other"},
    "POST /returns/<uuid:return_id>/dispute": {"text": "x"},
    "POST /moderation/disputes/<uuid:return_id>": {"outcome": "grant", "statement": "x"},
    "POST /returns/<uuid:return_id>/send": {"carrier": "other"},
    "POST /console/returns/<uuid:return_id>/reject": {"answer": "x"},
    "POST /orders/<uuid:order_id>/returns": {
        "key": "a key of one return",
        "kind": "refund_only",
        "reason": "damaged",
    },
    "POST /orders/<uuid:order_id>/withdrawal": {"key": "a key of one withdrawal"},
    "POST /console/shipments/<uuid:shipment_id>": {"carrier": "other", "tracking_number": "Taken over"},
}

#: These take a picture.
PICTURE_UPLOADS = {
    "POST /api/v1/posts/<uuid:post_id>/pictures",
    "POST /api/v1/products/<uuid:product_id>/pictures",
    "POST /returns/<uuid:return_id>/pictures",
}

#: Who asks, with his roles; nobody is signed in as the first.
ASKERS = {
    "anonymous": None,
    "other buyer": frozenset({"viewer"}),
    "other merchant": frozenset({"viewer", "merchant"}),
    "creator": frozenset({"viewer", "creator"}),
    "moderator": frozenset({"viewer", "moderator"}),
}
