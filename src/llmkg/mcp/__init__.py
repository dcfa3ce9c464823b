"""The face for assistants: tools, resources and prompts of the Model Context Protocol.

What a tool answers is made by plain functions over the knowledge base (`answers`), which know
nothing of the protocol; they run where the house that serves them lets them run (`house`): on
threads, or in workers that can be killed. No statement leaves without its level, its hedge and a
caution in words, since what an assistant quotes is all that its reader sees.
"""
