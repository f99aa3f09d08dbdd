"""Exactly what is mounted inside the sandbox: no secret, no import of anything else in `grading`.

on both sides   channel     messages: a header and raw buffers over a socket
                values      what may cross, checked on arrival
                randomness  the three global generators
                process     preloading, huge pages, dying with the parent
inside only     zygote      the fork server, and the keeper of each child
                lock        namespaces, mounts, resources, capabilities
                seccomp     the system calls that are refused
            meter       memory and time that a child takes
            server      runs cells, and does what checks ask of the student's objects
                shell       IPython without a kernel
"""
