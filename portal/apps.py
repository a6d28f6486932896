from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import wiring

        wiring.connect()
        # Every kind of message is known in every process, also to the worker that only delivers.
        autodiscover_modules("notices")
