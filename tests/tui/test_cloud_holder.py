"""The cloud of a run: started once, shared, started anew when it died, gone at the end."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from trainer.errors import CloudError
from trainer.tui.cloud_holder import CloudHolder


async def test_all_who_ask_share_one_and_a_dead_one_is_replaced(tmp_path: Path) -> None:
    holder = CloudHolder(tmp_path / "cloud.log")
    try:
        one, other = await asyncio.gather(holder.client(), holder.client())
        assert one is other
        assert one.clock().offset == 0
        assert holder.alive
        process = holder._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        while process.alive:
            await asyncio.sleep(0.01)
        assert holder.exit_code == -signal.SIGKILL
        another = await holder.client()
        assert another is not one
        assert another.clock().offset == 0
    finally:
        holder.stop()
        holder.stop()
    assert not holder.alive


async def test_leaving_one_screen_does_not_take_the_cloud_from_another(tmp_path: Path) -> None:
    holder = CloudHolder(tmp_path / "cloud.log")
    try:
        leaving = asyncio.ensure_future(holder.client())
        await asyncio.sleep(0.01)
        staying = asyncio.ensure_future(holder.client())
        leaving.cancel()
        assert (await staying).clock().offset == 0
    finally:
        holder.stop()


async def test_a_cloud_that_does_not_start_is_said_and_may_be_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    holder = CloudHolder(tmp_path / "file" / "cloud.log")
    for _ in range(2):
        with pytest.raises(CloudError, match="could not start the local cloud"):
            await holder.client()
    assert holder.exit_code is None
