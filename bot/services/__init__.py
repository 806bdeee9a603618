"""What the studio does. Every public function with a Transaction first is one transaction; it runs
on the database's thread: no pixels, no network, no await.
"""
