"""What accounts know of a person."""

from accounts.models import ApiToken, Block, Follow, Mute, User, UserSession
from kernel.personal_data import Part

PARTS = (
    Part(User.__table__, ("id",), without=("password_hash",)),
    Part(UserSession.__table__, ("user_id",), without=("token_hash",)),
    Part(ApiToken.__table__, ("user_id",), without=("token_hash",)),
    Part(Follow.__table__, ("follower_id", "followed_id")),
    Part(Block.__table__, ("blocker_id",), without=("blocked_id",)),
    Part(Mute.__table__, ("muter_id",), without=("muted_id",)),
)
