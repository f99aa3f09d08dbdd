"""What people read: pages made from a student's words, which are cleaned or escaped.

prose         a student's text as a browser may show it
feedback      the page that a student gets back
predictions   what the class has guessed, for the next lecture
"""
