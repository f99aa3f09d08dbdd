"""Exactly what is mounted inside the sandbox: no secret, no import of anything else in `grading`.

on both sides   messages    every message that crosses, as a type
                channel     messages over a socket
                values      values and the nodes of messages that stand for them, checked on arrival
                modules     networks that are passed in, before a call and after it
                randomness  the three global generators
                process     preloading, huge pages, dying with the parent
inside only     zygote      the fork server, and the keeper of each child
                lock        namespaces, mounts, resources, capabilities
                seccomp     the system calls that are refused
            meter       memory and time that a child takes
            server      runs cells, and does what checks ask of the student's objects
                shell       IPython without a kernel
"""
