from django.db import models


class Card(models.Model):
    """One of the floor's cards; the table is made and filled by the bench alone."""

    kind = models.IntegerField(db_index=True)
    position = models.IntegerField()
    title = models.TextField()
    summary = models.TextField()
    price = models.TextField()
    place = models.TextField()
    note = models.TextField()

    class Meta:
        app_label = "floorapp"
        managed = False
        db_table = "bench_card"

    def __str__(self) -> str:
        return self.title
