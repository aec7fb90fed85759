"""Reminders, alarms and timers by natural language: the app that every other app is modelled on."""

from os1.apps.reminders.app import NAME, Reminders
from os1.apps.reminders.store import KEEPER
from os1.hooks import App

app = App(NAME, Reminders, KEEPER)
