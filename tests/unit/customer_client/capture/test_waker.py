import os
import select
import threading

from customer_client.capture.waker import Waker


def is_readable(fd: int) -> bool:
    return bool(select.select([fd], [], [], 0)[0])


def test_a_wake_is_heard_once_however_often_it_was_said() -> None:
    waker = Waker()
    for _ in range(100_000):
        waker.wake()
    while is_readable(waker.fd):
        waker.heard()
    assert not is_readable(waker.fd)
    waker.close()


def test_a_wake_from_another_thread_ends_the_wait() -> None:
    waker = Waker()
    other = threading.Thread(target=waker.wake)
    other.start()
    assert select.select([waker.fd], [], [], 5)[0]
    other.join()
    waker.close()


def test_a_wake_after_the_end_writes_into_nobody_elses_file() -> None:
    waker = Waker()
    waker.close()
    reads, writes = os.pipe()  # takes the numbers that were given back
    waker.wake()
    waker.close()
    assert not is_readable(reads)
    os.close(reads)
    os.close(writes)
