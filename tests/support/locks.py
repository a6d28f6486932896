"""What a race looks at: whether somebody stands in the queue for a row by now."""

from django.db import connection


def others_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
